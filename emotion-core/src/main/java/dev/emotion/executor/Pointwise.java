package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function of single values.
 *
 * @param name ND4J's operation, whose gradient is NAME_bp
 * @param arguments of both
 */
record Pointwise(String name, List<Double> arguments) implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = program.keep(inputs.get(0)); // its gradient depends on them
    INDArray values = input.values();
    Activation output = program.activation(values.size(1), values.size(2), values.size(3));
    Call forward = Ops.pointwise(name, arguments, output.values(), values);
    Call backward =
        input.gradient() == null
            ? null
            : Ops.pointwise(name + "_bp", arguments, input.gradient(), values, output.gradient());
    program.add(new Step(forward, backward));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.mayOverwrite(input) ? input : program.take(input.shape());
    program.add(Ops.pointwise(name, arguments, output, input));
    return output;
  }

  private record Step(Call forwards, Call backwards) implements Operation {

    @Override
    public void forward() {
      forwards.run();
    }

    @Override
    public void backward() {
      if (backwards != null) {
        backwards.run();
      }
    }
  }
}
