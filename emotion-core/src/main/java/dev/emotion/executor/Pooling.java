package dev.emotion.executor;

import dev.emotion.network.Layer;
import dev.emotion.network.Shape;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The maximum or mean of a moving window, or of all of the image.
 *
 * @param shape of the output
 * @param window as {@link Ops#poolingWindow} gives it
 */
record Pooling(Layer.Pooling.Kind kind, Shape shape, int[] window) implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    Activation output = program.activation(shape.height(), shape.width(), shape.channels());
    program.add(new Step(this, input, output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.take(input.size(0), shape.height(), shape.width(), shape.channels());
    program.add(Ops.pooling(kind, window, input, output));
    return output;
  }

  private static final class Step implements Operation {
    private final Call forward;
    private final Call backward;

    Step(Pooling layer, Activation input, Activation output) {
      forward = Ops.pooling(layer.kind, layer.window, input.values(), output.values());
      backward =
          input.gradient() == null
              ? null
              : Ops.poolingGradient(
                  layer.kind, layer.window, input.values(), output.gradient(), input.gradient());
    }

    @Override
    public void forward() {
      forward.run();
    }

    @Override
    public void backward() {
      if (backward != null) {
        backward.run();
      }
    }
  }
}
