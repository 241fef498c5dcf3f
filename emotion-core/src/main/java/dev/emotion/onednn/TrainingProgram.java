package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** The operations of one training step for one batch size, in order, on their arrays. */
final class TrainingProgram {
  private final Primitives primitives;
  private final TrainingWeights weights;
  private final Arena arena;
  private final int n;
  private final Activation input;
  private final SoftmaxLoss loss;
  private final List<Operation> operations = new ArrayList<>();
  private final DropoutMasks masks;

  TrainingProgram(
      NetworkSpec spec,
      TrainingWeights weights,
      List<Double> classWeights,
      DropoutMasks masks,
      Primitives primitives,
      Arena arena,
      int n) {
    this.weights = weights;
    this.masks = masks;
    this.primitives = primitives;
    this.arena = arena;
    this.n = n;
    this.input = new Activation(spec.input(), images(dnnl.dnnl_f32, spec.input()), null);
    Map<String, Integer> takers = new HashMap<>();
    spec.layers()
        .forEach(node -> node.inputs().forEach(from -> takers.merge(from, 1, Integer::sum)));
    Map<String, List<Activation>> ports = new HashMap<>();
    ports.put(NetworkSpec.INPUT, fork(as(primitives.type(), input), takers.get(NetworkSpec.INPUT)));
    List<NetworkSpec.Node> nodes = spec.layers();
    Activation logits = null;
    for (int i = 0; i < nodes.size(); i++) {
      NetworkSpec.Node node = nodes.get(i);
      List<Activation> from =
          node.inputs().stream()
              .map(name -> forLayer(node.layer(), ports.get(name).remove(0)))
              .toList();
      boolean relu = node.layer() instanceof Layer.BatchNorm && reluAlone(nodes, i, takers);
      Activation output = add(node, from, relu);
      if (relu) {
        i++; // it is done
      }
      if (node.layer() instanceof Layer.Output) {
        logits = output;
      } else {
        String name = nodes.get(i).name();
        ports.put(name, fork(output, takers.get(name)));
      }
    }
    loss = new SoftmaxLoss(logits.values().values(), logits.gradient().values(), classWeights);
    primitives.finish(arena);
  }

  /** Whether the next layer is a ReLU that alone takes from this one. */
  private static boolean reluAlone(
      List<NetworkSpec.Node> nodes, int i, Map<String, Integer> takers) {
    NetworkSpec.Node next = nodes.get(i + 1);
    return next.layer() instanceof Layer.Relu
        && next.inputs().get(0).equals(nodes.get(i).name())
        && takers.get(nodes.get(i).name()) == 1;
  }

  private Tensor images(int type, Shape shape) {
    return fresh(primitives.images(type, n, shape));
  }

  /** Of the type of the network's images. */
  private Tensor images(Shape shape) {
    return images(primitives.type(), shape);
  }

  /** The last layer is computed in float32: it is small, and the loss needs all of its digits. */
  private Activation forLayer(Layer layer, Activation from) {
    return layer instanceof Layer.Output ? as(dnnl.dnnl_f32, from) : from;
  }

  /** An activation in numbers of a type: itself, or a copy. */
  private Activation as(int wanted, Activation from) {
    if (Primitives.type(from.values().layout()) == wanted) {
      return from;
    }
    boolean gradient = from.gradient() != null;
    Activation copy =
        new Activation(
            from.shape(),
            images(wanted, from.shape()),
            gradient ? images(wanted, from.shape()) : null);
    Operation operation = operation("Copy");
    operation.addForward(primitives.copy(from.values(), copy.values()));
    if (gradient) {
      operation.addBackward(primitives.copy(copy.gradient(), from.gradient()));
    }
    return copy;
  }

  /** The next operation, to be filled. */
  private Operation operation(String layer) {
    Operation operation = new Operation(layer);
    operations.add(operation);
    return operation;
  }

  private Tensor fresh(dnnl_memory_desc layout) {
    return primitives.tensor(layout, arena.take(Primitives.floats(layout)));
  }

  private Activation activation(Shape shape, boolean gradient) {
    return new Activation(shape, images(shape), gradient ? images(shape) : null);
  }

  /** One activation for each that takes it: their gradients add up. */
  private List<Activation> fork(Activation activation, int takers) {
    List<Activation> ports = new ArrayList<>();
    if (takers == 1 || activation.gradient() == null) {
      for (int i = 0; i < takers; i++) {
        ports.add(activation);
      }
      return ports;
    }
    Operation sums = operation("Fork");
    Tensor so = null;
    for (int i = 0; i < takers; i++) {
      Tensor gradient = images(activation.shape());
      ports.add(new Activation(activation.shape(), activation.values(), gradient));
      if (so != null) {
        sums.addBackward(primitives.sum(so, gradient, activation.gradient(), null));
      }
      so = so == null ? gradient : activation.gradient();
    }
    return ports;
  }

  /** Adds a layer's operation; gives its output. */
  private Activation add(NetworkSpec.Node node, List<Activation> from, boolean relu) {
    Layer layer = node.layer() instanceof Layer.Output output ? output.dense() : node.layer();
    Activation first = from.get(0);
    Shape in = first.shape();
    Shape out = layer.output(from.stream().map(Activation::shape).toList());
    Operation operation = operation(node.layer().getClass().getSimpleName());
    Kernel kernel = Kernel.of(layer, in);
    Optional<Layer.Pooling.Kind> pooling = Layer.Pooling.Kind.of(layer);
    if (kernel != null) {
      return convolution(node.name(), kernel, Geometry.of(layer, in), first, out, operation);
    } else if (pooling.isPresent()) {
      return pooling(pooling.get(), Geometry.of(layer, in), first, out, operation);
    } else if (layer instanceof Layer.BatchNorm norm) {
      return normalisation(node.name(), norm, relu, first, operation);
    } else if (layer instanceof Layer.Dropout dropout) {
      return dropout(dropout, first, operation);
    } else if (layer instanceof Layer.Add) {
      return sum(from, out, operation);
    } else if (layer instanceof Layer.Concatenation) {
      return concatenation(from, out, operation);
    } else if (layer instanceof Layer.ZeroPadding padding) {
      return padding(padding, first, out, operation);
    } else if (layer instanceof Layer.Flatten) {
      return flatten(first, out, operation);
    }
    Pointwise function =
        Pointwise.of(layer)
            .orElseThrow(() -> new IllegalArgumentException("no primitive for " + layer));
    return pointwise(function, first, operation);
  }

  private Activation convolution(
      String name,
      Kernel kernel,
      Geometry window,
      Activation from,
      Shape out,
      Operation operation) {
    dnnl_memory_desc x = from.values().layout();
    int numbers = Primitives.type(x);
    Activation output = new Activation(out, images(numbers, out), images(numbers, out));
    dnnl_memory_desc y = output.values().layout();
    dnnl_memory_desc any = kernel.any(primitives, numbers);
    dnnl_memory_desc row = kernel.bias() ? primitives.row(kernel.outputs()) : null;
    final Tensor plain =
        primitives.tensor(kernel.plain(primitives), weights.values(name, Weights.KERNEL));
    dnnl_primitive_desc description =
        primitives.convolution(true, window, x, any, row, y, primitives.followedBy(null, null));
    Map<Integer, Tensor> arguments = new HashMap<>();
    arguments.put(dnnl.DNNL_ARG_SRC, from.values());
    arguments.put(
        dnnl.DNNL_ARG_WEIGHTS,
        packed(plain, description, dnnl.dnnl_query_weights_md, operation::addForward));
    arguments.put(dnnl.DNNL_ARG_DST, output.values());
    if (kernel.bias()) {
      arguments.put(dnnl.DNNL_ARG_BIAS, primitives.tensor(row, weights.values(name, Weights.BIAS)));
    }
    operation.addForward(primitives.make(description, arguments));

    final Tensor gradient =
        primitives.tensor(kernel.plain(primitives), weights.gradients(name, Weights.KERNEL));
    dnnl_primitive_desc byWeights =
        primitives.convolutionWeightGradient(
            window, x, kernel.any(primitives, dnnl.dnnl_f32), row, y, description);
    Tensor found = like(gradient, Primitives.wanted(byWeights, dnnl.dnnl_query_diff_weights_md));
    arguments.clear();
    arguments.put(dnnl.DNNL_ARG_SRC, from.values());
    arguments.put(dnnl.DNNL_ARG_DIFF_DST, output.gradient());
    arguments.put(dnnl.DNNL_ARG_DIFF_WEIGHTS, found);
    if (kernel.bias()) {
      arguments.put(
          dnnl.DNNL_ARG_DIFF_BIAS, primitives.tensor(row, weights.gradients(name, Weights.BIAS)));
    }
    operation.addBackward(primitives.make(byWeights, arguments));
    if (!Primitives.same(found.layout(), gradient.layout())) {
      operation.addBackward(primitives.copy(found, gradient));
    }
    if (from.gradient() != null) {
      dnnl_primitive_desc byInput =
          primitives.convolutionInputGradient(window, x, any, y, description);
      Tensor weightsAgain =
          packed(plain, byInput, dnnl.dnnl_query_weights_md, operation::addBackward);
      operation.addBackward(
          primitives.make(
              byInput,
              Map.of(
                  dnnl.DNNL_ARG_DIFF_DST, output.gradient(),
                  dnnl.DNNL_ARG_WEIGHTS, weightsAgain,
                  dnnl.DNNL_ARG_DIFF_SRC, from.gradient())));
    }
    return output;
  }

  /** The weights in the layout that a primitive wants: packed anew each time, before it runs. */
  private Tensor packed(
      Tensor plain, dnnl_primitive_desc description, int what, Consumer<Runnable> before) {
    Tensor packed = like(plain, Primitives.wanted(description, what));
    if (!Primitives.same(packed.layout(), plain.layout())) {
      before.accept(primitives.copy(plain, packed));
    }
    return packed;
  }

  /** A tensor of that layout: the one given, if it has it. */
  private Tensor like(Tensor tensor, dnnl_memory_desc layout) {
    return Primitives.same(tensor.layout(), layout) ? tensor : fresh(layout);
  }

  private Activation normalisation(
      String name, Layer.BatchNorm norm, boolean relu, Activation from, Operation operation) {
    Shape shape = from.shape();
    // The gradient goes through in place.
    Tensor gradient = from.gradient() == null ? images(shape) : from.gradient();
    Tensor values = images(shape);
    dnnl_memory_desc row = primitives.row(shape.channels());
    final Tensor gamma = primitives.tensor(row, weights.values(name, Weights.GAMMA));
    Tensor beta = primitives.tensor(row, weights.values(name, Weights.BETA));
    Tensor mean = fresh(row);
    Tensor variance = fresh(row);
    dnnl_memory_desc x = from.values().layout();
    dnnl_primitive_desc description = primitives.normalisation(true, x, norm.eps(), relu);
    Map<Integer, Tensor> arguments = new HashMap<>();
    arguments.put(dnnl.DNNL_ARG_SRC, from.values());
    arguments.put(dnnl.DNNL_ARG_DST, values);
    arguments.put(dnnl.DNNL_ARG_SCALE, gamma);
    arguments.put(dnnl.DNNL_ARG_SHIFT, beta);
    arguments.put(dnnl.DNNL_ARG_MEAN, mean);
    arguments.put(dnnl.DNNL_ARG_VARIANCE, variance);
    Tensor passed =
        relu ? fresh(Primitives.wanted(description, dnnl.dnnl_query_workspace_md)) : null;
    if (relu) {
      arguments.put(dnnl.DNNL_ARG_WORKSPACE, passed);
    }
    operation.addForward(primitives.make(description, arguments));
    operation.addForward(
        new RunningStatistics(
            norm.decay(),
            mean.values(),
            variance.values(),
            weights.values(name, Weights.MEAN),
            weights.values(name, Weights.LOG10_STDEV),
            weights.gradients(name, Weights.MEAN),
            weights.gradients(name, Weights.LOG10_STDEV)));

    arguments.remove(dnnl.DNNL_ARG_DST);
    arguments.remove(dnnl.DNNL_ARG_SHIFT);
    arguments.put(dnnl.DNNL_ARG_DIFF_DST, gradient);
    arguments.put(dnnl.DNNL_ARG_DIFF_SRC, gradient);
    arguments.put(
        dnnl.DNNL_ARG_DIFF_SCALE, primitives.tensor(row, weights.gradients(name, Weights.GAMMA)));
    arguments.put(
        dnnl.DNNL_ARG_DIFF_SHIFT, primitives.tensor(row, weights.gradients(name, Weights.BETA)));
    operation.addBackward(
        primitives.make(
            primitives.normalisationGradient(x, norm.eps(), relu, description), arguments));
    return new Activation(shape, values, gradient);
  }

  private Activation pooling(
      Layer.Pooling.Kind kind, Geometry window, Activation from, Shape out, Operation operation) {
    Activation output = activation(out, from.gradient() != null);
    dnnl_primitive_desc description =
        primitives.pooling(true, kind, window, from.values().layout(), output.values().layout());
    Map<Integer, Tensor> arguments = new HashMap<>();
    arguments.put(dnnl.DNNL_ARG_SRC, from.values());
    arguments.put(dnnl.DNNL_ARG_DST, output.values());
    Tensor places =
        kind == Layer.Pooling.Kind.MAX
            ? fresh(Primitives.wanted(description, dnnl.dnnl_query_workspace_md))
            : null;
    if (places != null) {
      arguments.put(dnnl.DNNL_ARG_WORKSPACE, places);
    }
    operation.addForward(primitives.make(description, arguments));
    if (from.gradient() != null) {
      arguments.remove(dnnl.DNNL_ARG_SRC);
      arguments.remove(dnnl.DNNL_ARG_DST);
      arguments.put(dnnl.DNNL_ARG_DIFF_DST, output.gradient());
      arguments.put(dnnl.DNNL_ARG_DIFF_SRC, from.gradient());
      operation.addBackward(
          primitives.make(
              primitives.poolingGradient(
                  kind, window, from.values().layout(), output.values().layout(), description),
              arguments));
    }
    return output;
  }

  private Activation pointwise(Pointwise function, Activation from, Operation operation) {
    // The gradient goes through in place.
    Activation output = new Activation(from.shape(), images(from.shape()), from.gradient());
    dnnl_memory_desc x = from.values().layout();
    dnnl_primitive_desc description = primitives.pointwise(true, function, x);
    operation.addForward(
        primitives.make(
            description,
            Map.of(dnnl.DNNL_ARG_SRC, from.values(), dnnl.DNNL_ARG_DST, output.values())));
    if (from.gradient() != null) {
      operation.addBackward(
          primitives.make(
              primitives.pointwiseGradient(function, x, description),
              Map.of(
                  dnnl.DNNL_ARG_SRC, from.values(),
                  dnnl.DNNL_ARG_DIFF_DST, output.gradient(),
                  dnnl.DNNL_ARG_DIFF_SRC, from.gradient())));
    }
    return output;
  }

  private Activation dropout(Layer.Dropout layer, Activation from, Operation operation) {
    Shape shape = from.shape();
    Tensor factor = images(dnnl.dnnl_f32, layer.channels() ? Shape.row(shape.channels()) : shape);
    FloatPointer mask = factor.values();
    Activation output = new Activation(shape, images(shape), from.gradient());
    operation.addForward(() -> mask.put(masks.next((int) mask.limit(), layer.rate())));
    operation.addForward(primitives.product(from.values(), factor, output.values()));
    if (from.gradient() != null) {
      operation.addBackward(primitives.product(output.gradient(), factor, from.gradient()));
    }
    return output;
  }

  private Activation sum(List<Activation> from, Shape out, Operation operation) {
    boolean gradient = from.stream().anyMatch(some -> some.gradient() != null);
    Activation output = activation(out, gradient);
    Tensor so = from.get(0).values();
    for (Activation some : from.subList(1, from.size())) {
      operation.addForward(primitives.sum(so, some.values(), output.values(), null));
      so = output.values();
    }
    for (Activation some : from) {
      if (some.gradient() != null) {
        operation.addBackward(primitives.copy(output.gradient(), some.gradient()));
      }
    }
    return output;
  }

  private Activation concatenation(List<Activation> from, Shape out, Operation operation) {
    boolean gradient = from.stream().anyMatch(some -> some.gradient() != null);
    Activation output = activation(out, gradient);
    int channel = 0;
    for (Activation some : from) {
      Shape shape = some.shape();
      operation.addForward(
          primitives.copy(
              some.values(), primitives.part(output.values(), n, shape, channel, 0, 0)));
      if (some.gradient() != null) {
        operation.addBackward(
            primitives.copy(
                primitives.part(output.gradient(), n, shape, channel, 0, 0), some.gradient()));
      }
      channel += shape.channels();
    }
    return output;
  }

  private Activation padding(
      Layer.ZeroPadding layer, Activation from, Shape out, Operation operation) {
    Activation output = activation(out, from.gradient() != null);
    Shape in = from.shape();
    FloatPointer values = output.values().values();
    long bytes = Primitives.bytes(output.values().layout());
    operation.addForward(() -> Pointer.memset(values, 0, bytes));
    operation.addForward(
        primitives.copy(
            from.values(), primitives.part(output.values(), n, in, 0, layer.top(), layer.left())));
    if (from.gradient() != null) {
      operation.addBackward(
          primitives.copy(
              primitives.part(output.gradient(), n, in, 0, layer.top(), layer.left()),
              from.gradient()));
    }
    return output;
  }

  private Activation flatten(Activation from, Shape out, Operation operation) {
    Activation output = activation(out, from.gradient() != null);
    operation.addForward(
        primitives.copy(from.values(), primitives.byChannel(output.values(), n, from.shape())));
    if (from.gradient() != null) {
      operation.addBackward(
          primitives.copy(
              primitives.byChannel(output.gradient(), n, from.shape()), from.gradient()));
    }
    return output;
  }

  /**
   * Runs forward and backward.
   *
   * @param images of the input's shape
   * @param targets [n][classes]
   * @return logits [n][classes]
   */
  double[][] run(float[] images, double[][] targets) {
    forward(images);
    double[][] logits = loss.logits(n);
    loss.backward(logits, targets);
    for (int i = operations.size() - 1; i >= 0; i--) {
      operations.get(i).runBackward();
    }
    return logits;
  }

  /** Runs forward alone: as far as the loss, and the batch's share of the running statistics. */
  void forward(float[] images) {
    read(images);
    operations.forEach(Operation::runForward);
  }

  private void read(float[] images) {
    input.values().values().put(images);
  }

  /** Runs forward and backward like {@link #run}, and tells where the time goes. */
  List<OperationTime> profile(float[] images, double[][] targets) {
    read(images);
    double[] forward = new double[operations.size()];
    for (int i = 0; i < forward.length; i++) {
      forward[i] = milliseconds(operations.get(i)::runForward);
    }
    loss.backward(loss.logits(n), targets);
    Map<String, OperationTime> times = new LinkedHashMap<>();
    for (int i = forward.length - 1; i >= 0; i--) {
      double backward = milliseconds(operations.get(i)::runBackward);
      String layer = operations.get(i).layer();
      times.put(
          layer,
          times.getOrDefault(layer, new OperationTime(layer, 0, 0, 0)).plus(forward[i], backward));
    }
    return List.copyOf(times.values());
  }

  private static double milliseconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
