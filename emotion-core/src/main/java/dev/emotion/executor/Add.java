package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of two or more arrays of one shape: a residual connection (He et al., 2015). */
record Add() implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    INDArray shape = inputs.get(0).values();
    Activation output = program.activation(shape.size(1), shape.size(2), shape.size(3));
    program.add(new Step(inputs, output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray output = program.take(inputs.get(0).shape());
    program.add(Ops.sum(inputs.get(0), inputs.get(1), output));
    for (INDArray input : inputs.subList(2, inputs.size())) {
      program.add(Ops.sum(output, input, output));
    }
    return output;
  }

  private record Step(List<Activation> inputs, Activation output) implements Operation {

    @Override
    public void forward() {
      output.values().assign(inputs.get(0).values());
      for (Activation input : inputs.subList(1, inputs.size())) {
        output.values().addi(input.values());
      }
    }

    @Override
    public void backward() {
      for (Activation input : inputs) {
        if (input.gradient() != null) {
          input.gradient().assign(output.gradient());
        }
      }
    }
  }
}
