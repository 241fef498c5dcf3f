package dev.emotion.track;

import java.time.Duration;

/**
 * How a video is gone through.
 *
 * @param every 1 looks at every frame, 2 at every second one, and so on
 * @param interval the least time between two frames that are looked at, by the video's own time, in
 *     place of {@code every}; zero for none
 * @param maxFrames after how many frames looked at to stop; 0 goes on to the end
 * @param smoothingSeconds over how much of its past a face's probabilities are averaged; 0 not at
 *     all
 * @param allFrames whether the listener gets the frames too that are not looked at, for a recording
 *     or a window
 */
public record LoopSettings(
    int every, Duration interval, long maxFrames, double smoothingSeconds, boolean allFrames) {
  /** The default for {@link #smoothingSeconds}; docs/decisions/0021 says why. */
  public static final double SMOOTHING_SECONDS = 0.3;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public LoopSettings {
    if (every < 1
        || interval.isNegative()
        || maxFrames < 0
        || !(smoothingSeconds >= 0 && smoothingSeconds <= 3600)) {
      throw new IllegalArgumentException(
          "every "
              + every
              + ", interval "
              + interval
              + ", at most "
              + maxFrames
              + ", smoothing "
              + smoothingSeconds
              + " s");
    }
  }

  /**
   * Every frame, to the end, smoothed as is best for most.
   *
   * @return the defaults
   */
  public static LoopSettings defaults() {
    return new LoopSettings(1, Duration.ZERO, 0, SMOOTHING_SECONDS, false);
  }

  /**
   * These settings with looking at fewer frames.
   *
   * @param nth 1 looks at every frame, 2 at every second one, and so on
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public LoopSettings withEvery(int nth) {
    return new LoopSettings(nth, interval, maxFrames, smoothingSeconds, allFrames);
  }

  /**
   * These settings with another end.
   *
   * @param count after how many frames looked at to stop; 0 goes on to the end
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public LoopSettings withMaxFrames(long count) {
    return new LoopSettings(every, interval, count, smoothingSeconds, allFrames);
  }

  /**
   * These settings with another smoothing.
   *
   * @param seconds over how much of its past a face's probabilities are averaged
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public LoopSettings withSmoothingSeconds(double seconds) {
    return new LoopSettings(every, interval, maxFrames, seconds, allFrames);
  }

  /**
   * These settings with or without the frames that are not looked at.
   *
   * @param all whether the listener gets them too
   * @return the changed copy
   */
  public LoopSettings withAllFrames(boolean all) {
    return new LoopSettings(every, interval, maxFrames, smoothingSeconds, all);
  }
}
