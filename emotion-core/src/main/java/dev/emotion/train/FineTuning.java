package dev.emotion.train;

/**
 * How much the layers of a trained model learn while it learns on (Yosinski et al., "How
 * transferable are features in deep neural networks?", 2014). The last one, the head, learns at the
 * full rate. Batch normalisation's means and variances follow the new faces all the same: the
 * network is trained with them.
 *
 * @param frozen how many layers with weights keep them, counted from the input, 0 or more; {@link
 *     #ALL_BUT_HEAD} for all but the last
 * @param backboneRate the learning rate of the others before the last, as a share of the rate of
 *     the last; above 0, at most 1
 * @param baseShare share of the base's weights in the weights that are evaluated and saved, 0 up to
 *     but not 1; the rest are the trained ones. What the base knew is lost less (Wortsman et al.,
 *     "Robust fine-tuning of zero-shot models", 2022)
 */
public record FineTuning(int frozen, double backboneRate, double baseShare) {
  /** All layers before the last are frozen. */
  public static final int ALL_BUT_HEAD = Integer.MAX_VALUE;

  /** All layers learn at one rate, and nothing of the base is mixed in. */
  public static final FineTuning NONE = new FineTuning(0, 1, 0);

  private static final String HEAD = "all-but-head";

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range, or there is no layer left for the rate
   */
  public FineTuning {
    TrainingSettings.require(frozen >= 0, "freeze", frozen, "a number of layers, or " + HEAD);
    TrainingSettings.require(
        backboneRate > 0 && backboneRate <= 1,
        "backbone-rate",
        backboneRate,
        "above 0, at most 1 (--freeze " + HEAD + " is a rate of 0)");
    TrainingSettings.require(
        frozen != ALL_BUT_HEAD || backboneRate == 1,
        "backbone-rate",
        backboneRate,
        "none beside --freeze " + HEAD);
    TrainingSettings.require(
        baseShare >= 0 && baseShare < 1, "base-share", baseShare, "0 to below 1");
  }

  /**
   * As the options have it.
   *
   * @param freeze a number, or {@code all-but-head}
   * @param backboneRate a share
   * @param baseShare a share
   * @return what they mean
   * @throws IllegalArgumentException if one is out of range
   */
  public static FineTuning of(String freeze, double backboneRate, double baseShare) {
    if (freeze.equals(HEAD)) {
      return new FineTuning(ALL_BUT_HEAD, backboneRate, baseShare);
    }
    try {
      return new FineTuning(Integer.parseInt(freeze), backboneRate, baseShare);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--freeze: found " + freeze + ", expected a number of layers, or " + HEAD, e);
    }
  }

  /** What {@code --freeze} takes. */
  String freeze() {
    return frozen == ALL_BUT_HEAD ? HEAD : Integer.toString(frozen);
  }
}
