package dev.emotion.executor;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(var + eps) +
 * beta} a channel, with the batch's mean and variance in training and the running ones otherwise.
 * docs/EXECUTOR.md derives the gradient.
 *
 * @param mean running mean
 * @param spread decimal logarithm of the running standard deviation
 * @param decay of the running values a step
 * @param rectified whether a ReLU follows, in training; both in one saves trips to memory
 */
record BatchNorm(
    Parameter gamma,
    Parameter beta,
    Parameter mean,
    Parameter spread,
    double eps,
    double decay,
    boolean rectified)
    implements Node {
  /**
   * Memory is the bottleneck: each pass over a batch goes through it in parts that stay in the
   * processor's caches from one operation to the next. 6 MiB measured best (of 0.5, 2, 6 and all).
   */
  private static final long PART_BYTES = 6L << 20;

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
    return rectified ? program.keep(output) : output;
  }

  BatchNorm withRelu() {
    return new BatchNorm(gamma, beta, mean, spread, eps, decay, true);
  }

  /** The running variance. */
  private INDArray runningVariance() {
    return Transforms.exp(spread.row().mul(TWO_LN_10), false);
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

  /** Some images of the batch: views, [images, ...] or [pixels, channels], and operations. */
  private record Part(
      INDArray input,
      INDArray centred,
      INDArray output,
      INDArray gradient,
      Call normalise,
      Call relu,
      Call scaleGradient) {}

  private static final class Step implements Operation {
    private final TrainingProgram program;
    private final BatchNorm layer;
    private final boolean wantsInputGradient;
    private final long count;
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray deviation;
    private final INDArray row;
    private final INDArray factor;
    private final List<Part> parts = new ArrayList<>();

    Step(TrainingProgram program, BatchNorm layer, Activation in, Activation out) {
      this.program = program;
      this.layer = layer;
      INDArray values = in.values();
      INDArray centred = program.mayOverwrite(in) ? in.values() : program.take(in.values().shape());
      long channels = values.size(3);
      this.wantsInputGradient = in.gradient() != null;
      this.count = values.length() / channels;
      this.mean = program.take(1, channels);
      this.variance = program.take(1, channels);
      this.deviation = program.take(1, channels);
      this.row = program.take(1, channels);
      this.factor = program.take(1, channels);
      INDArray zeros = Nd4j.zeros(values.dataType(), channels);
      long images = values.size(0);
      long imageBytes = values.length() / images * values.dataType().width();
      long step = Math.max(1, PART_BYTES / imageBytes);
      program.needScratch(Math.min(step, images) * values.length() / images);
      for (long from = 0; from < images; from += step) {
        INDArrayIndex range = NDArrayIndex.interval(from, Math.min(from + step, images));
        parts.add(
            part(
                values.get(range),
                centred.get(range),
                out.values().get(range),
                out.gradient().get(range),
                zeros));
      }
    }

    private Part part(
        INDArray input, INDArray centred, INDArray output, INDArray gradient, INDArray zeros) {
      INDArray gamma = layer.gamma.row();
      INDArray spread = Parameter.vector(variance);
      return new Part(
          Activation.rows(input),
          Activation.rows(centred),
          Activation.rows(output),
          Activation.rows(gradient),
          Ops.affine(centred, output, layer.eps, List.of(zeros, spread, gamma, layer.beta.row())),
          Ops.relu(output, output),
          Ops.affine(
              gradient, gradient, layer.eps, List.of(Parameter.vector(row), spread, gamma, zeros)));
    }

    @Override
    public void forward() {
      mean.assign(0);
      for (Part part : parts) {
        program.sumRows(part.input, row);
        mean.addi(row);
      }
      mean.divi(count);
      variance.assign(0);
      for (Part part : parts) {
        Nd4j.exec(new BroadcastSubOp(part.input, mean, part.centred, 1));
        INDArray squares = program.scratch(part.centred.shape());
        part.centred.muli(part.centred, squares);
        program.sumRows(squares, row);
        variance.addi(row);
      }
      variance.divi(count);
      for (Part part : parts) {
        part.normalise.run();
        if (layer.rectified) {
          part.relu.run();
        }
      }
      updateRunning();
    }

    /**
     * With g the output's gradient (where a ReLU let it through), s = sqrt(var + eps), means over
     * the batch: dbeta = sum g, dgamma = sum(g xc) / s, dx = gamma / s (g - mean g) - xc gamma
     * mean(g xc) / s^3.
     */
    @Override
    public void backward() {
      INDArray dBeta = layer.beta.gradient().assign(0);
      INDArray dGamma = layer.gamma.gradient().assign(0);
      for (Part part : parts) {
        INDArray scratch = program.scratch(part.gradient.shape());
        if (layer.rectified) {
          Nd4j.exec(new org.nd4j.linalg.api.ops.impl.scalar.Step(part.output, scratch, 0.0));
          part.gradient.muli(scratch);
        }
        program.sumRows(part.gradient, row);
        dBeta.addi(row);
        part.gradient.muli(part.centred, scratch);
        program.sumRows(scratch, row);
        dGamma.addi(row);
      }
      deviation.assign(variance).addi(layer.eps);
      Transforms.sqrt(deviation, false);
      dGamma.divi(deviation);
      if (wantsInputGradient) {
        factor.assign(dGamma).muli(layer.gamma.value()).divi(deviation).divi(deviation).divi(count);
        row.assign(dBeta).divi(count);
        for (Part part : parts) {
          INDArray scratch = program.scratch(part.gradient.shape());
          Nd4j.exec(new BroadcastMulOp(part.centred, factor, scratch, 1));
          part.scaleGradient.run();
          part.gradient.subi(scratch);
        }
      }
    }

    /** DL4J subtracts "gradients" of the running values like those of weights, undivided. */
    private void updateRunning() {
      double decay = layer.decay;
      INDArray dMean = layer.mean.gradient();
      dMean.assign(layer.mean.value()).subi(mean).muli(1 - decay);
      INDArray dSpread = layer.spread.gradient();
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
