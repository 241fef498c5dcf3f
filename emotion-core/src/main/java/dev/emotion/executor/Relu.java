package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** max(x, 0), in place where it can be; the gradient at 0 is 0. */
record Relu() implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    Activation output =
        program.mayOverwrite(input)
            ? new Activation(input.values(), input.gradient())
            : new Activation(
                program.take(input.values().shape()),
                input.gradient() == null ? program.take(input.values().shape()) : input.gradient());
    program.add(new ReluStep(input, output));
    return program.keep(output);
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.mayOverwrite(input) ? input : program.take(input.shape());
    program.add(Ops.relu(input, output));
    return output;
  }

  private static final class ReluStep implements Operation {
    private final Call forward;
    private final INDArray output;
    private final INDArray gradient;

    ReluStep(Activation input, Activation output) {
      this.forward = Ops.relu(input.values(), output.values());
      this.output = output.values();
      this.gradient = output.gradient();
    }

    @Override
    public void forward() {
      forward.run();
    }

    @Override
    public void backward() {
      Nd4j.exec(new Step(output, output, 0.0)); // 1 where positive, else 0
      gradient.muli(output);
    }
  }
}
