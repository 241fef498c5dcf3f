package dev.emotion.network;

/** Probabilities and losses from logits, in double precision. */
public final class Softmax {
  private Softmax() {}

  /**
   * exp(x_c) / sum exp(x), without overflow.
   *
   * @param logits one a class
   * @return a new array, its sum 1
   */
  public static double[] of(double[] logits) {
    double max = max(logits);
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

  /**
   * The cross-entropy of a class: -log of its probability, without overflow.
   *
   * @param logits one a class
   * @param label the class index
   * @return in nats, 0 or more
   */
  public static double loss(double[] logits, int label) {
    double max = max(logits);
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    return Math.log(sum) + max - logits[label];
  }

  private static double max(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    return max;
  }
}
