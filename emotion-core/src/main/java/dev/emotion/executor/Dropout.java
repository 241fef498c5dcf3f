package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.random.impl.DropOutInverted;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout (Srivastava et al., 2014): in training, values are multiplied by 0 or by 1 /
 * keep. The random numbers are those that DL4J would draw from ND4J's generator.
 *
 * @param keep probability to keep a value
 * @param channels whole channels of an image are dropped (spatial dropout, Tompson et al., 2015)
 */
record Dropout(double keep, boolean channels) implements Node {

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    long[] shape = input.values().shape();
    Activation output =
        new Activation(
            program.take(shape), input.gradient() == null ? program.take(shape) : input.gradient());
    program.add(new Step(program, this, input, output));
    return output;
  }

  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    return inputs.get(0);
  }

  private static final class Step implements Operation {
    private final Dropout layer;
    private final INDArray input;
    private final INDArray output;
    private final INDArray gradient;
    private final INDArray mask;
    private final int[] axes;

    Step(TrainingProgram program, Dropout layer, Activation in, Activation out) {
      this.layer = layer;
      long[] shape = in.values().shape();
      // [n, height, width, channels] with a factor for every value, or for each [n, channels].
      this.mask = layer.channels ? program.take(shape[0], shape[3]) : program.take(shape);
      this.axes = layer.channels ? new int[] {0, 3} : new int[] {0, 1, 2, 3};
      this.input = in.values();
      this.output = out.values();
      this.gradient = out.gradient();
    }

    @Override
    public void forward() {
      mask.assign(1);
      Nd4j.exec(new DropOutInverted(mask, mask, layer.keep));
      apply(input, output);
    }

    @Override
    public void backward() {
      apply(gradient, gradient);
    }

    private void apply(INDArray from, INDArray to) {
      if (layer.channels) {
        Nd4j.exec(new BroadcastMulOp(from, mask, to, axes));
      } else {
        from.muli(mask, to);
      }
    }
  }
}
