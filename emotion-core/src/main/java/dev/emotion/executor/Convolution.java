package dev.emotion.executor;

import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution with weights [out, in, height, width] and perhaps a bias [out].
 *
 * @param shape of the output
 * @param bias or null
 * @param folded a normalisation that follows, for inference; or null
 */
record Convolution(Window window, Shape shape, Parameter weights, Parameter bias, BatchNorm folded)
    implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    Activation output = program.activation(shape.height(), shape.width(), channels());
    program.add(
        input.gradient() == null
            ? new FirstStep(program, this, input, output)
            : new Step(this, input, output));
    return output;
  }

  Convolution withFolded(BatchNorm norm) {
    return new Convolution(window, shape, weights, bias, norm);
  }

  private long channels() {
    return shape.channels();
  }

  private Call forward(INDArray input, INDArray output) {
    return bias == null
        ? Ops.convolution(window, Ops.OUT_IN_HEIGHT_WIDTH, output, input, weights.value())
        : Ops.convolution(
            window, Ops.OUT_IN_HEIGHT_WIDTH, output, input, weights.value(), bias.value());
  }

  /** A convolution behind others: ND4J gives both gradients at once. */
  private static final class Step implements Operation {
    private final Call forward;
    private final Call backward;

    Step(Convolution layer, Activation input, Activation output) {
      forward = layer.forward(input.values(), output.values());
      INDArray weights = layer.weights.value();
      INDArray gradient = layer.weights.gradient();
      backward =
          layer.bias == null
              ? Ops.convolutionGradient(
                  layer.window,
                  List.of(input.gradient(), gradient),
                  input.values(),
                  weights,
                  output.gradient())
              : Ops.convolutionGradient(
                  layer.window,
                  List.of(input.gradient(), gradient, layer.bias.gradient()),
                  input.values(),
                  weights,
                  layer.bias.value(),
                  output.gradient());
    }

    @Override
    public void forward() {
      forward.run();
    }

    @Override
    public void backward() {
      backward.run();
    }
  }

  /**
   * A convolution on the network's input: nobody wants the input's gradient, and the weights' is
   * quicker as one product, {@code patches^T gradient}. The patches, [n, height, width, in * kernel
   * height * kernel width], are themselves a convolution, with weights that pick one pixel each.
   */
  private static final class FirstStep implements Operation {
    private final TrainingProgram program;
    private final Convolution layer;
    private final Call forward;
    private final Call cut;
    private final INDArray patches;
    private final INDArray product;
    private final INDArray gradient;

    FirstStep(TrainingProgram program, Convolution layer, Activation input, Activation output) {
      this.program = program;
      this.layer = layer;
      this.forward = layer.forward(input.values(), output.values());
      INDArray weights = layer.weights.value();
      long[] shape = weights.shape();
      long size = shape[1] * shape[2] * shape[3];
      INDArray pick = Nd4j.eye(size).castTo(weights.dataType()).dup('c');
      this.patches =
          program.take(
              output.values().size(0), output.values().size(1), output.values().size(2), size);
      this.cut =
          Ops.convolution(
              layer.window,
              Ops.OUT_IN_HEIGHT_WIDTH,
              patches,
              input.values(),
              pick.reshape('c', size, shape[1], shape[2], shape[3]));
      this.product = program.take(shape[0], size);
      this.gradient = output.gradient();
    }

    @Override
    public void forward() {
      forward.run();
    }

    @Override
    public void backward() {
      cut.run();
      Ops.multiply(Activation.rows(gradient), true, Activation.rows(patches), product);
      layer.weights.gradient().assign(product.reshape('c', layer.weights.value().shape()));
      if (layer.bias != null) {
        program.sumRows(Activation.rows(gradient), layer.bias.gradient());
      }
    }
  }

  /** With {@code s = gamma / sqrt(var + eps)}: weights s W, bias s (b - mean) + beta. */
  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.take(input.size(0), shape.height(), shape.width(), channels());
    // [height, width, in, out]: oneDNN copies the weights at each call, from this order quickest.
    INDArray kernel = weights.value().permute(2, 3, 1, 0).dup('c');
    INDArray shift = bias == null ? Nd4j.zeros(kernel.dataType(), channels()) : bias.row().dup('c');
    if (folded != null) {
      INDArray scale = folded.scale();
      kernel.reshape('c', kernel.length() / channels(), channels()).muliRowVector(scale);
      shift.subi(folded.runningMean()).muli(scale).addi(folded.beta().row());
    }
    if (PatchProduct.pays(output, kernel)) {
      INDArray patches =
          program.take(output.size(1) * output.size(2), kernel.length() / channels());
      program.add(new PatchProduct(window, input, output, patches, kernel, shift));
    } else {
      program.add(Ops.convolution(window, Ops.HEIGHT_WIDTH_IN_OUT, output, input, kernel, shift));
    }
    return output;
  }
}
