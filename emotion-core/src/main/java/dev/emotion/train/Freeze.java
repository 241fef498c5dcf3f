package dev.emotion.train;

/**
 * Which layers of a trained model keep their weights while it learns on (Yosinski et al., "How
 * transferable are features in deep neural networks?", 2014). Batch normalisation's means and
 * variances follow the new faces all the same: the network is trained with them.
 *
 * @param layers how many layers with weights, counted from the input, 0 or more; {@link
 *     Integer#MAX_VALUE} for all but the last
 */
public record Freeze(int layers) {
  /** All layers learn. */
  public static final Freeze NONE = new Freeze(0);

  /** Only the last layer learns. */
  public static final Freeze ALL_BUT_HEAD = new Freeze(Integer.MAX_VALUE);

  private static final String HEAD = "all-but-head";

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the number is below 0
   */
  public Freeze {
    TrainingSettings.require(layers >= 0, "freeze", layers, "a number of layers, or " + HEAD);
  }

  /**
   * As an option has it.
   *
   * @param text a number, or {@code all-but-head}
   * @return what it means
   * @throws IllegalArgumentException if it is neither
   */
  public static Freeze of(String text) {
    if (text.equals(HEAD)) {
      return ALL_BUT_HEAD;
    }
    try {
      return new Freeze(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--freeze: found " + text + ", expected a number of layers, or " + HEAD, e);
    }
  }

  @Override
  public String toString() {
    return equals(ALL_BUT_HEAD) ? HEAD : Integer.toString(layers);
  }
}
