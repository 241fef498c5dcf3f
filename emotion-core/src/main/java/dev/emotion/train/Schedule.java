package dev.emotion.train;

/**
 * How long training goes on, and how fast.
 *
 * @param learningRate the highest, above 0, at most 100
 * @param warmup epochs in which the rate rises from 0, 0 up to all
 * @param epochs at least 1
 * @param patience epochs without a better validation accuracy after which training stops; 0 for
 *     never
 */
public record Schedule(double learningRate, double warmup, int epochs, int patience) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Schedule {
    TrainingSettings.require(
        learningRate > 0 && learningRate <= 100, "learning-rate", learningRate, "above 0");
    TrainingSettings.require(epochs >= 1 && epochs <= 100_000, "epochs", epochs, "1 to 100000");
    TrainingSettings.require(
        warmup >= 0 && warmup <= epochs, "warmup", warmup, "0 to the number of epochs");
    TrainingSettings.require(patience >= 0, "patience", patience, "0 (never stop early) or more");
  }
}
