package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [n, height, width, channels] as rows [n, 1, 1, channels * height * width], in that order. */
record Flatten() implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    INDArray values = input.values();
    Activation output = program.activation(1, 1, values.length() / values.size(0));
    program.add(new Step(input, output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.take(input.size(0), 1, 1, input.length() / input.size(0));
    INDArray from = input.permute(0, 3, 1, 2);
    INDArray to = output.reshape('c', from.shape());
    program.add(() -> to.assign(from));
    return output;
  }

  private record Step(Activation input, Activation output) implements Operation {

    @Override
    public void forward() {
      INDArray from = input.values().permute(0, 3, 1, 2);
      output.values().reshape('c', from.shape()).assign(from);
    }

    @Override
    public void backward() {
      if (input.gradient() != null) {
        INDArray to = input.gradient().permute(0, 3, 1, 2);
        to.assign(output.gradient().reshape('c', to.shape()));
      }
    }
  }
}
