package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(var + eps) +
 * beta} a channel, with the batch's mean and variance in training and the running ones otherwise.
 * docs/EXECUTOR.md derives the gradient.
 *
 * @param mean running mean
 * @param spread running variance, or the decimal logarithm of its root
 * @param logarithmic which of the two
 * @param decay of the running values a step
 */
record BatchNorm(
    Parameter gamma,
    Parameter beta,
    Parameter mean,
    Parameter spread,
    boolean logarithmic,
    double eps,
    double decay)
    implements Node {
  private static final double TWO_LN_10 = 2 * Math.log(10);

  @Override
  public Activation train(TrainingProgram program, List<Activation> inputs) {
    Activation input = inputs.get(0);
    INDArray values = program.take(input.values().shape());
    // The gradient goes through in place.
    INDArray gradient =
        input.gradient() == null ? program.take(input.values().shape()) : input.gradient();
    Activation output = new Activation(values, gradient);
    program.add(new Step(program, this, input, output));
    return output;
  }

  /** The running variance. */
  private INDArray runningVariance() {
    return logarithmic ? Transforms.exp(spread.row().mul(TWO_LN_10), false) : spread.row().dup('c');
  }

  INDArray runningMean() {
    return mean.row();
  }

  /** {@code gamma / sqrt(running variance + eps)}. */
  INDArray scale() {
    return gamma.row().div(Transforms.sqrt(runningVariance().addi(eps), false));
  }

  /** A normalisation that could not be folded into a convolution. */
  @Override
  public INDArray infer(InferenceProgram program, List<INDArray> inputs) {
    INDArray input = inputs.get(0);
    INDArray output = program.take(input.shape());
    program.add(
        Ops.affine(
            input,
            output,
            eps,
            List.of(
                mean.row().dup('c'),
                runningVariance(),
                gamma.row().dup('c'),
                beta.row().dup('c'))));
    return output;
  }

  private static final class Step implements Operation {
    private final TrainingProgram program;
    private final BatchNorm layer;
    private final INDArray input;
    private final INDArray centred;
    private final INDArray gradient;
    private final boolean wantsInputGradient;
    private final long count;
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray deviation;
    private final INDArray row;
    private final CustomOp normalise;
    private final CustomOp scaleGradient;

    Step(TrainingProgram program, BatchNorm layer, Activation in, Activation out) {
      this.program = program;
      this.layer = layer;
      this.input = Activation.rows(in.values());
      INDArray centredImage =
          program.mayOverwrite(in) ? in.values() : program.take(in.values().shape());
      this.centred = Activation.rows(centredImage);
      this.gradient = Activation.rows(out.gradient());
      this.wantsInputGradient = in.gradient() != null;
      this.count = input.size(0);
      long channels = input.size(1);
      this.mean = program.take(1, channels);
      this.variance = program.take(1, channels);
      this.deviation = program.take(1, channels);
      this.row = program.take(1, channels);
      INDArray zeros = Nd4j.zeros(input.dataType(), channels);
      INDArray gamma = layer.gamma.row();
      this.normalise =
          Ops.affine(
              centredImage,
              out.values(),
              layer.eps,
              List.of(zeros, Parameter.vector(variance), gamma, layer.beta.row()));
      this.scaleGradient =
          Ops.affine(
              out.gradient(),
              out.gradient(),
              layer.eps,
              List.of(Parameter.vector(row), Parameter.vector(variance), gamma, zeros));
      program.needScratch(input.length());
    }

    @Override
    public void forward() {
      program.sumRows(input, mean);
      mean.divi(count);
      Nd4j.exec(new BroadcastSubOp(input, mean, centred, 1));
      INDArray squares = program.scratch(centred.shape());
      centred.muli(centred, squares);
      program.sumRows(squares, variance);
      variance.divi(count);
      Nd4j.exec(normalise);
    }

    /**
     * With g the output's gradient, s = sqrt(var + eps), means over the batch: dbeta = sum g,
     * dgamma = sum(g xc) / s, dx = gamma / s (g - mean g) - xc gamma mean(g xc) / s^3.
     */
    @Override
    public void backward() {
      deviation.assign(variance).addi(layer.eps);
      Transforms.sqrt(deviation, false);
      INDArray dBeta = layer.beta.gradient();
      program.sumRows(gradient, dBeta);
      INDArray products = program.scratch(centred.shape());
      gradient.muli(centred, products);
      INDArray dGamma = layer.gamma.gradient();
      program.sumRows(products, dGamma);
      dGamma.divi(deviation);
      if (wantsInputGradient) {
        row.assign(dGamma).muli(layer.gamma.value()).divi(deviation).divi(deviation).divi(count);
        Nd4j.exec(new BroadcastMulOp(centred, row, centred, 1));
        row.assign(dBeta).divi(count);
        Nd4j.exec(scaleGradient);
        gradient.subi(centred);
      }
      updateRunning();
    }

    /** DL4J subtracts "gradients" of the running values like those of weights, undivided. */
    private void updateRunning() {
      double decay = layer.decay;
      INDArray dMean = layer.mean.gradient();
      dMean.assign(layer.mean.value()).subi(mean).muli(1 - decay);
      INDArray dSpread = layer.spread.gradient();
      if (!layer.logarithmic) {
        dSpread.assign(layer.spread.value()).subi(variance).muli(1 - decay);
        return;
      }
      INDArray before = row.assign(layer.spread.value()).muli(TWO_LN_10);
      Transforms.exp(before, false);
      INDArray after =
          deviation.assign(variance).muli((1 - decay) / decay).addi(before).muli(decay);
      dSpread.assign(before).divi(after);
      Transforms.log(dSpread, false);
      dSpread.divi(TWO_LN_10);
    }
  }
}
