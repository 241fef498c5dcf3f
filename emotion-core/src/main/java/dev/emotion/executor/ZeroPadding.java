package dev.emotion.executor;

import dev.emotion.network.Shape;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Zeros around the input.
 *
 * @param top rows above it
 * @param left columns left of it
 * @param shape of the output
 */
record ZeroPadding(int top, int left, Shape shape) implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation output = program.activation(shape.height(), shape.width(), shape.channels());
    program.add(new Step(this, inputs.get(0), output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.take(input.size(0), shape.height(), shape.width(), shape.channels());
    output.assign(0); // the borders stay so
    INDArray inside = inside(output, input);
    program.add(() -> inside.assign(input));
    return output;
  }

  private INDArray inside(INDArray padded, INDArray input) {
    return padded.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(top, top + input.size(1)),
        NDArrayIndex.interval(left, left + input.size(2)),
        NDArrayIndex.all());
  }

  private record Step(ZeroPadding padding, Activation input, Activation output)
      implements Operation {

    @Override
    public void forward() {
      output.values().assign(0);
      padding.inside(output.values(), input.values()).assign(input.values());
    }

    @Override
    public void backward() {
      if (input.gradient() != null) {
        input.gradient().assign(padding.inside(output.gradient(), input.gradient()));
      }
    }
  }
}
