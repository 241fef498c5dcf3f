package dev.emotion.evaluate;

import java.util.Locale;

/**
 * Where the true share of successes lies, with 95 % confidence, after a number of trials: the score
 * interval of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
 * JASA 22 (1927). Unlike the textbook interval it stays inside 0..1 and is right for few trials.
 *
 * @param low lower end, at least 0
 * @param high upper end, at most 1
 */
public record WilsonInterval(double low, double high) {
  /** The 97.5 % point of the normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * The interval for a count.
   *
   * @param successes 0 to {@code trials}
   * @param trials at least 1
   * @return the interval
   * @throws IllegalArgumentException if the counts are impossible
   */
  public static WilsonInterval of(long successes, long trials) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(successes + " successes in " + trials + " trials");
    }
    double n = trials;
    double share = successes / n;
    double spread = 1 + Z * Z / n;
    double centre = (share + Z * Z / (2 * n)) / spread;
    double half = Z / spread * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
    return new WilsonInterval(Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /**
   * The interval in words.
   *
   * @param digits behind the point, at least 0
   * @return such as "95 % interval 61.2 to 64.0 %"
   */
  public String text(int digits) {
    String number = "%." + digits + "f";
    return String.format(
        Locale.ROOT, "95 %% interval " + number + " to " + number + " %%", 100 * low, 100 * high);
  }
}
