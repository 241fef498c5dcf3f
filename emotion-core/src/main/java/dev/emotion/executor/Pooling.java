package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The maximum or mean of a moving window.
 *
 * @param window or null for all of the image
 */
record Pooling(Kind kind, Window window) implements Node {

  /** What is taken of a window; padding does not count. */
  enum Kind {
    MAX("maxpool2d"),
    MEAN("avgpool2d");

    private final String operation;

    Kind(String operation) {
      this.operation = operation;
    }

    String operation() {
      return operation;
    }
  }

  private Window windowOver(INDArray input) {
    return window == null ? Window.all(input.size(1), input.size(2)) : window;
  }

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    INDArray values = input.values();
    Window over = windowOver(values);
    Activation output =
        program.activation(
            over.outputHeight(values.size(1)), over.outputWidth(values.size(2)), values.size(3));
    program.add(new Step(kind, over, input, output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    Window over = windowOver(input);
    INDArray output =
        program.take(
            input.size(0),
            over.outputHeight(input.size(1)),
            over.outputWidth(input.size(2)),
            input.size(3));
    program.add(Ops.pooling(kind, over, input, output));
    return output;
  }

  private static final class Step implements Operation {
    private final Call forward;
    private final Call backward;

    Step(Kind kind, Window window, Activation input, Activation output) {
      forward = Ops.pooling(kind, window, input.values(), output.values());
      backward =
          input.gradient() == null
              ? null
              : Ops.poolingGradient(
                  kind, window, input.values(), output.gradient(), input.gradient());
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
