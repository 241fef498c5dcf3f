package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** The primitives that run a network forward for one batch size, in order, on their arrays. */
final class InferenceProgram {
  private final Primitives primitives;
  private final InferenceWeights weights;
  private final Arena arena;
  private final int n;
  private final Tensor input;
  private final Tensor features;
  private final List<Runnable> operations = new ArrayList<>();

  /** Buffers whose values nobody needs any more. */
  private final List<FloatPointer> free = new ArrayList<>();

  InferenceProgram(
      NetworkSpec spec,
      Step.Plan plan,
      InferenceWeights weights,
      Primitives primitives,
      Arena arena,
      int n) {
    this.primitives = primitives;
    this.weights = weights;
    this.arena = arena;
    this.n = n;
    Map<String, Shape> shapes = spec.shapes();
    Map<String, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      for (String source : plan.steps().get(i).sources()) {
        lastUse.put(source, i);
      }
    }
    Map<String, Tensor> outputs = new HashMap<>();
    input = images(dnnl.dnnl_f32, spec.input());
    outputs.put(NetworkSpec.INPUT, as(primitives.type(), spec.input(), input));
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      Shape from = shapes.get(step.inputs().get(0));
      List<Shape> shapesFrom = step.inputs().stream().map(shapes::get).toList();
      Shape to = step.layer().output(shapesFrom);
      outputs.put(
          step.name(),
          add(
              step,
              step.inputs().stream().map(outputs::get).toList(),
              outputs.get(step.addend()),
              shapesFrom,
              from,
              to));
      for (String source : step.sources().stream().distinct().toList()) {
        if (lastUse.get(source) == i && !source.equals(plan.last())) {
          free.add(outputs.get(source).values());
        }
      }
    }
    features = as(dnnl.dnnl_f32, shapes.get(plan.last()), outputs.get(plan.last()));
    primitives.finish(arena);
  }

  /** A new array in memory that is free. */
  private Tensor images(Shape shape) {
    return images(primitives.type(), shape);
  }

  private Tensor images(int numbers, Shape shape) {
    dnnl_memory_desc layout = primitives.images(numbers, n, shape);
    return primitives.tensor(layout, memory(Primitives.floats(layout)));
  }

  /** An array in numbers of a type: itself, or a copy. */
  private Tensor as(int wanted, Shape shape, Tensor from) {
    if (Primitives.type(from.layout()) == wanted) {
      return from;
    }
    Tensor copy = images(wanted, shape);
    operations.add(primitives.copy(from, copy));
    return copy;
  }

  /** The smallest free buffer that is large enough, or a new one. */
  private FloatPointer memory(long floats) {
    FloatPointer best = null;
    for (FloatPointer some : free) {
      if (some.limit() >= floats && (best == null || some.limit() < best.limit())) {
        best = some;
      }
    }
    if (best == null) {
      return arena.take(floats);
    }
    free.remove(best);
    return best;
  }

  /** Adds a step's primitive; gives its output. */
  private Tensor add(
      Step step, List<Tensor> from, Tensor addend, List<Shape> shapes, Shape in, Shape out) {
    Layer layer = step.layer();
    Tensor first = from.get(0);
    Optional<Layer.Pooling.Kind> pooling = Layer.Pooling.Kind.of(layer);
    if (Kernel.of(layer, in) != null) {
      return convolution(step, Geometry.of(layer, in), first, addend, out);
    } else if (pooling.isPresent()) {
      return pooling(pooling.get(), Geometry.of(layer, in), first, out);
    } else if (layer instanceof Layer.BatchNorm) {
      return normalisation(step, first, out);
    } else if (layer instanceof Layer.Add) {
      return sum(from, step.then(), out);
    } else if (layer instanceof Layer.Concatenation) {
      Tensor output = images(out);
      int channel = 0;
      for (int i = 0; i < from.size(); i++) {
        operations.add(
            primitives.copy(from.get(i), primitives.part(output, n, shapes.get(i), channel, 0, 0)));
        channel += shapes.get(i).channels();
      }
      return output;
    } else if (layer instanceof Layer.ZeroPadding padding) {
      Tensor output = images(out);
      FloatPointer values = output.values();
      long bytes = Primitives.bytes(output.layout());
      operations.add(() -> Pointer.memset(values, 0, bytes));
      operations.add(
          primitives.copy(first, primitives.part(output, n, in, 0, padding.top(), padding.left())));
      return output;
    } else if (layer instanceof Layer.Flatten) {
      Tensor output = images(out);
      operations.add(primitives.copy(first, primitives.byChannel(output, n, in)));
      return output;
    }
    Pointwise function =
        Pointwise.of(layer)
            .orElseThrow(() -> new IllegalArgumentException("no primitive for " + layer));
    Tensor output = images(out);
    operations.add(
        primitives.make(
            primitives.pointwise(false, function, first.layout()),
            Map.of(dnnl.DNNL_ARG_SRC, first, dnnl.DNNL_ARG_DST, output)));
    return output;
  }

  private Tensor convolution(Step step, Geometry window, Tensor from, Tensor addend, Shape out) {
    InferenceWeights.Packed packed = weights.packed(step.name());
    Tensor output = images(out);
    dnnl_primitive_desc description =
        primitives.convolution(
            false,
            window,
            from.layout(),
            packed.kernel().any(primitives, primitives.type()),
            packed.bias().layout(),
            output.layout(),
            primitives.followedBy(addend == null ? null : addend.layout(), step.then()));
    Map<Integer, Tensor> arguments = new HashMap<>();
    arguments.put(dnnl.DNNL_ARG_SRC, from);
    arguments.put(
        dnnl.DNNL_ARG_WEIGHTS,
        packed.weights().as(Primitives.wanted(description, dnnl.dnnl_query_weights_md)));
    arguments.put(dnnl.DNNL_ARG_BIAS, packed.bias());
    arguments.put(dnnl.DNNL_ARG_DST, output);
    if (addend != null) {
      arguments.put(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, addend);
    }
    operations.add(primitives.make(description, arguments));
    return output;
  }

  private Tensor normalisation(Step step, Tensor from, Shape out) {
    InferenceWeights.Norm norm = weights.norm(step.name());
    Tensor output = images(out);
    operations.add(
        primitives.make(
            primitives.normalisation(false, from.layout(), norm.eps(), step.then() != null),
            Map.of(
                dnnl.DNNL_ARG_SRC, from,
                dnnl.DNNL_ARG_DST, output,
                dnnl.DNNL_ARG_SCALE, norm.gamma(),
                dnnl.DNNL_ARG_SHIFT, norm.beta(),
                dnnl.DNNL_ARG_MEAN, norm.mean(),
                dnnl.DNNL_ARG_VARIANCE, norm.variance())));
    return output;
  }

  private Tensor pooling(Layer.Pooling.Kind kind, Geometry window, Tensor from, Shape out) {
    Tensor output = images(out);
    operations.add(
        primitives.make(
            primitives.pooling(false, kind, window, from.layout(), output.layout()),
            Map.of(dnnl.DNNL_ARG_SRC, from, dnnl.DNNL_ARG_DST, output)));
    return output;
  }

  private Tensor sum(List<Tensor> from, Pointwise then, Shape out) {
    Tensor output = images(out);
    Tensor so = from.get(0);
    for (int i = 1; i < from.size(); i++) {
      operations.add(primitives.sum(so, from.get(i), output, i == from.size() - 1 ? then : null));
      so = output;
    }
    return output;
  }

  /**
   * Runs forward.
   *
   * @param images values of [n, height, width, channels], among others
   * @param from the first value
   * @param length their number: n up to the batch size
   * @return what the last layer takes, [batch size, features]
   */
  float[] run(float[] images, int from, int length) {
    input.values().put(images, from, length);
    for (Runnable operation : operations) {
      operation.run();
    }
    float[] values = new float[(int) Primitives.floats(features.layout())];
    features.values().get(values);
    return values;
  }
}
