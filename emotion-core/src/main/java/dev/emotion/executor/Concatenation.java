package dev.emotion.executor;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The channels of several arrays, one array after the other. */
record Concatenation() implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    INDArray shape = inputs.get(0).values();
    long channels = inputs.stream().mapToLong(input -> input.values().size(3)).sum();
    Activation output = program.activation(shape.size(1), shape.size(2), channels);
    program.add(new Step(inputs, output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray first = inputs.get(0);
    long channels = inputs.stream().mapToLong(input -> input.size(3)).sum();
    INDArray output = program.take(first.size(0), first.size(1), first.size(2), channels);
    List<INDArray> parts = parts(output, inputs);
    program.add(
        () -> {
          for (int i = 0; i < parts.size(); i++) {
            parts.get(i).assign(inputs.get(i));
          }
        });
    return output;
  }

  /** Views of the channels that are each input's. */
  private static List<INDArray> parts(INDArray output, List<INDArray> inputs) {
    List<INDArray> parts = new ArrayList<>();
    long from = 0;
    for (INDArray input : inputs) {
      long to = from + input.size(3);
      parts.add(
          output.get(
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.interval(from, to)));
      from = to;
    }
    return parts;
  }

  private record Step(List<Activation> inputs, Activation output) implements Operation {

    private List<INDArray> partsOf(INDArray array) {
      return parts(array, inputs.stream().map(Activation::values).toList());
    }

    @Override
    public void forward() {
      List<INDArray> parts = partsOf(output.values());
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).assign(inputs.get(i).values());
      }
    }

    @Override
    public void backward() {
      List<INDArray> parts = partsOf(output.gradient());
      for (int i = 0; i < parts.size(); i++) {
        INDArray gradient = inputs.get(i).gradient();
        if (gradient != null) {
          gradient.assign(parts.get(i));
        }
      }
    }
  }
}
