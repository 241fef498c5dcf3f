package dev.emotion.train;

import java.util.List;

/**
 * A run so far.
 *
 * @param history its epochs in order
 * @param finished whether it came to its end (all epochs, or patience ran out); otherwise it can be
 *     resumed
 */
public record TrainingResult(List<EpochSummary> history, boolean finished) {

  /** Copies. */
  public TrainingResult {
    history = List.copyOf(history);
  }

  /**
   * The epoch with the highest validation accuracy, the first of equals: the one whose weights are
   * the output.
   *
   * @return the best epoch
   * @throws IllegalStateException if no epoch is finished
   */
  public EpochSummary best() {
    if (history.isEmpty()) {
      throw new IllegalStateException("no epoch is finished");
    }
    EpochSummary best = history.get(0);
    for (EpochSummary epoch : history) {
      if (epoch.validationAccuracy() > best.validationAccuracy()) {
        best = epoch;
      }
    }
    return best;
  }

  /**
   * The last epoch.
   *
   * @return the newest entry of the history
   */
  public EpochSummary last() {
    return history.get(history.size() - 1);
  }
}
