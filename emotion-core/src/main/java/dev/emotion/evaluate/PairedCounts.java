package dev.emotion.evaluate;

/**
 * How often two classifiers were right of the same faces.
 *
 * @param bothRight both said the class right
 * @param onlyA only the first did
 * @param onlyB only the second did
 * @param bothWrong neither did
 */
public record PairedCounts(long bothRight, long onlyA, long onlyB, long bothWrong) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a count is negative
   */
  public PairedCounts {
    if (bothRight < 0 || onlyA < 0 || onlyB < 0 || bothWrong < 0) {
      throw new IllegalArgumentException(
          "a count is negative: " + bothRight + ", " + onlyA + ", " + onlyB + ", " + bothWrong);
    }
  }

  /**
   * The faces that the first one classified correctly.
   *
   * @return 0 to {@link #total()}
   */
  public long rightA() {
    return bothRight + onlyA;
  }

  /**
   * The faces that the second one classified correctly.
   *
   * @return 0 to {@link #total()}
   */
  public long rightB() {
    return bothRight + onlyB;
  }

  /**
   * All faces.
   *
   * @return 0 or more
   */
  public long total() {
    return bothRight + onlyA + onlyB + bothWrong;
  }

  /**
   * The chance of a difference at least as large, were both equally often right: the exact form of
   * the test of Q. McNemar, "Note on the sampling error of the difference between correlated
   * proportions or percentages", Psychometrika 12 (1947). Of the {@code n = onlyA + onlyB} faces
   * that only one classified correctly, each would be the first one's with a chance of one half;
   * with {@code k} the smaller of both counts, {@code p = 2 (C(n, 0) + ... + C(n, k)) / 2^n}, 1 at
   * most.
   *
   * @return two-sided, 0 to 1; 1 where neither was right alone; 0 where it is below the smallest
   *     double, about 1e-323
   */
  public double mcNemarP() {
    long n = onlyA + onlyB;
    long k = Math.min(onlyA, onlyB);
    // 2^-n is no double from n = 1075 on: the largest term as a logarithm, the others as shares.
    double largest = -n * Math.log(2);
    for (long i = 1; i <= k; i++) {
      largest += Math.log((double) (n - k + i) / i);
    }
    double share = 1;
    double sum = 1;
    for (long i = k; i > 0; i--) {
      share *= (double) i / (n - i + 1);
      sum += share;
    }
    return Math.min(1, 2 * Math.exp(largest + Math.log(sum)));
  }
}
