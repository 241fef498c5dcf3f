package dev.emotion.evaluate;

/**
 * Temperature scaling: dividing the logits by one number so that a confidence of 80 % is right 80 %
 * of the time. It changes no answer. From C. Guo et al., "On Calibration of Modern Neural
 * Networks", ICML 2017.
 */
public final class Calibration {
  private static final double MIN_TEMPERATURE = 0.1;
  private static final double MAX_TEMPERATURE = 10;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final int STEPS = 40;

  private Calibration() {}

  /**
   * The temperature with the least log loss, by golden-section search over its logarithm: the loss
   * has one minimum there.
   *
   * @param report on faces that the model has not learned from, with the network's own
   *     probabilities
   * @return 0.1 to 10; above 1 if the model is too sure of itself; 1 if it is right of every face,
   *     which says nothing of when it is wrong
   */
  public static double temperature(EvaluationReport report) {
    if (report.outcomes().stream().allMatch(FaceOutcome::isCorrect)) {
      return 1;
    }
    double low = Math.log(MIN_TEMPERATURE);
    double high = Math.log(MAX_TEMPERATURE);
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double lossLeft = logLoss(report, Math.exp(left));
    double lossRight = logLoss(report, Math.exp(right));
    for (int i = 0; i < STEPS; i++) {
      if (lossLeft < lossRight) {
        high = right;
        right = left;
        lossRight = lossLeft;
        left = high - GOLDEN * (high - low);
        lossLeft = logLoss(report, Math.exp(left));
      } else {
        low = left;
        left = right;
        lossLeft = lossRight;
        right = low + GOLDEN * (high - low);
        lossRight = logLoss(report, Math.exp(right));
      }
    }
    return Math.exp((low + high) / 2);
  }

  private static double logLoss(EvaluationReport report, double temperature) {
    double loss = 0;
    for (FaceOutcome outcome : report.outcomes()) {
      double sum = 0;
      for (double p : outcome.scores().probabilities()) {
        sum += Math.pow(p, 1 / temperature);
      }
      double actual = Math.max(outcome.scores().probability(outcome.actual()), Double.MIN_NORMAL);
      loss += Math.log(sum) - Math.log(actual) / temperature;
    }
    return loss / report.outcomes().size();
  }
}
