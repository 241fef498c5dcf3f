package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A fully connected layer on [n, 1, 1, in]: weights [in, out], perhaps a bias [out].
 *
 * @param bias or null
 */
record Dense(Parameter weights, Parameter bias) implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation output = program.activation(1, 1, weights.value().size(1));
    program.add(new Step(program, this, inputs.get(0), output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    long out = weights.value().size(1);
    INDArray output = program.take(input.size(0), 1, 1, out);
    INDArray shift = bias == null ? Nd4j.zeros(input.dataType(), out) : bias.row().dup('c');
    program.add(
        Ops.dense(
            Activation.rows(output), Activation.rows(input), weights.value().dup('c'), shift));
    return output;
  }

  private static final class Step implements Operation {
    private final TrainingProgram program;
    private final Dense layer;
    private final Activation input;
    private final Activation output;

    Step(TrainingProgram program, Dense layer, Activation input, Activation output) {
      this.program = program;
      this.layer = layer;
      this.input = input;
      this.output = output;
    }

    @Override
    public void forward() {
      INDArray rows = Activation.rows(output.values());
      Ops.multiply(Activation.rows(input.values()), false, layer.weights.value(), rows);
      if (layer.bias != null) {
        rows.addiRowVector(layer.bias.value());
      }
    }

    @Override
    public void backward() {
      INDArray gradient = Activation.rows(output.gradient());
      Ops.multiply(Activation.rows(input.values()), true, gradient, layer.weights.gradient());
      if (layer.bias != null) {
        program.sumRows(gradient, layer.bias.gradient());
      }
      if (input.gradient() != null) {
        Nd4j.gemm(
            gradient,
            layer.weights.value(),
            Activation.rows(input.gradient()),
            false,
            /* transposeB= */ true,
            1,
            0);
      }
    }
  }
}
