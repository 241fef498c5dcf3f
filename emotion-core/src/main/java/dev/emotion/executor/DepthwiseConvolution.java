package dev.emotion.executor;

import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of each channel by itself, with weights [height, width, in, multiplier] and perhaps
 * a bias [out].
 *
 * @param shape of the output
 * @param bias or null
 */
record DepthwiseConvolution(Window window, Shape shape, Parameter weights, Parameter bias)
    implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    Activation output = program.activation(shape.height(), shape.width(), shape.channels());
    // The operation gives both gradients, wanted or not.
    INDArray gradient =
        input.gradient() == null ? program.take(input.values().shape()) : input.gradient();
    Call backward =
        Ops.convolution(
            "depthwise_conv2d_bp",
            window,
            Ops.HEIGHT_WIDTH_IN_OUT,
            bias == null
                ? List.of(gradient, weights.gradient())
                : List.of(gradient, weights.gradient(), bias.gradient()),
            bias == null
                ? new INDArray[] {input.values(), weights.value(), output.gradient()}
                : new INDArray[] {
                  input.values(), weights.value(), bias.value(), output.gradient()
                });
    program.add(new Step(forward(input.values(), output.values()), backward));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.take(input.size(0), shape.height(), shape.width(), shape.channels());
    program.add(forward(input, output));
    return output;
  }

  private Call forward(INDArray input, INDArray output) {
    return Ops.convolution(
        "depthwise_conv2d",
        window,
        Ops.HEIGHT_WIDTH_IN_OUT,
        List.of(output),
        bias == null
            ? new INDArray[] {input, weights.value()}
            : new INDArray[] {input, weights.value(), bias.value()});
  }

  private record Step(Call forwards, Call backwards) implements Operation {

    @Override
    public void forward() {
      forwards.run();
    }

    @Override
    public void backward() {
      backwards.run();
    }
  }
}
