package dev.emotion.network;

/** Probabilities from logits, in double precision. */
public final class Softmax {
  private Softmax() {}

  /**
   * exp(x_c) / sum exp(x), without overflow.
   *
   * @param logits one a class
   * @return a new array, its sum 1
   */
  public static double[] of(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double[] values = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < values.length; c++) {
      values[c] = Math.exp(logits[c] - max);
      sum += values[c];
    }
    for (int c = 0; c < values.length; c++) {
      values[c] /= sum;
    }
    return values;
  }
}
