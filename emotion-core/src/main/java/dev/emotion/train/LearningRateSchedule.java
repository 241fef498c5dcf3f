package dev.emotion.train;

/**
 * The learning rate of every step: a straight rise from 0 in the warm-up, then half a cosine down
 * to 0 at the end of the last epoch (Loshchilov and Hutter, "SGDR", 2016, without restarts).
 */
final class LearningRateSchedule {
  private final double peak;
  private final double warmupSteps;
  private final double steps;

  LearningRateSchedule(Schedule schedule, int stepsPerEpoch) {
    this.peak = schedule.learningRate();
    this.warmupSteps = schedule.warmup() * stepsPerEpoch;
    this.steps = (double) schedule.epochs() * stepsPerEpoch;
  }

  /**
   * The rate of a step.
   *
   * @param step counted from 0 over all epochs
   * @return above 0 (but for rounding), at most the peak
   */
  double rate(long step) {
    // The middle of the step, so that neither the first nor the last is wasted on a rate of 0.
    double at = step + 0.5;
    if (at < warmupSteps) {
      return peak * at / warmupSteps;
    }
    double share = (at - warmupSteps) / Math.max(1, steps - warmupSteps);
    return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, share)));
  }
}
