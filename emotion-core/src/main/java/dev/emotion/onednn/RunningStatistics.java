package dev.emotion.onednn;

import org.bytedeco.javacpp.FloatPointer;

/**
 * What a training step changes of a normalisation's running values. DL4J subtracts "gradients" of
 * them like those of weights, undivided.
 *
 * @param decay share of them that a step keeps
 * @param mean of the batch, by channel
 * @param variance of the batch, by channel
 * @param runningMean as it is
 * @param runningLog10Stdev as it is: decimal logarithm of the standard deviation
 * @param meanGradient where the first change goes
 * @param log10StdevGradient where the other goes
 */
record RunningStatistics(
    double decay,
    FloatPointer mean,
    FloatPointer variance,
    FloatPointer runningMean,
    FloatPointer runningLog10Stdev,
    FloatPointer meanGradient,
    FloatPointer log10StdevGradient)
    implements Runnable {

  /** A channel that is always 0 would shrink to what has no logarithm. */
  private static final double MIN_VARIANCE = 1e-30;

  @Override
  public void run() {
    float[] means = read(mean);
    float[] variances = read(variance);
    float[] running = read(runningMean);
    float[] log10Stdevs = read(runningLog10Stdev);
    for (int c = 0; c < means.length; c++) {
      running[c] = (float) ((running[c] - (double) means[c]) * (1 - decay));
      double before = Math.max(MIN_VARIANCE, Math.pow(100, log10Stdevs[c]));
      double after = Math.max(MIN_VARIANCE, (1 - decay) * variances[c] + decay * before);
      log10Stdevs[c] = (float) (Math.log10(before / after) / 2);
    }
    meanGradient.put(running);
    log10StdevGradient.put(log10Stdevs);
  }

  private static float[] read(FloatPointer from) {
    float[] values = new float[(int) from.limit()];
    from.get(values);
    return values;
  }
}
