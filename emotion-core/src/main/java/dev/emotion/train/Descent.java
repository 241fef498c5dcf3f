package dev.emotion.train;

import dev.emotion.engine.OptimizerSettings;

/**
 * How the weights follow the gradient.
 *
 * @param method of the step
 * @param momentum share of the last step that is kept by {@link OptimizerSettings.Method#SGD}, 0 up
 *     to but not 1
 * @param weightDecay share of itself that each weight loses a step, times the learning rate, 0 up
 *     to but not 1
 * @param averaging decay of the exponential moving average of the weights: the share of it that a
 *     step keeps, 0 up to but not 1; 0 for no average
 */
public record Descent(
    OptimizerSettings.Method method, double momentum, double weightDecay, double averaging) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Descent {
    TrainingSettings.require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
    TrainingSettings.require(
        weightDecay >= 0 && weightDecay < 1, "weight-decay", weightDecay, "0 to below 1");
    TrainingSettings.require(
        averaging >= 0 && averaging < 1, "averaging", averaging, "0 to below 1");
  }

  /**
   * Without momentum, decay or average.
   *
   * @param method of the step
   * @return the settings
   */
  public static Descent plain(OptimizerSettings.Method method) {
    return new Descent(method, 0, 0, 0);
  }
}
