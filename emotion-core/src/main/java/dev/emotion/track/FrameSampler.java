package dev.emotion.track;

import java.util.concurrent.TimeUnit;

/** Chooses the frames of a video that are looked at. Not thread-safe. */
final class FrameSampler {
  /** Containers count time in ticks, of a millisecond at most. */
  private static final long CLOCK_ERROR = 500;

  private final int every;
  private final long interval;
  private long number;
  private long nextDue;

  FrameSampler(LoopSettings settings) {
    this.every = settings.every();
    long micros = TimeUnit.MICROSECONDS.convert(settings.interval());
    this.interval = Math.min(micros, Long.MAX_VALUE / 2); // what is added to times
  }

  /**
   * Whether the next frame is looked at: every nth, or with an interval the first frame, and the
   * first one after each interval from there on.
   *
   * @param time the frame's, in microseconds of the video
   */
  boolean takes(long time) {
    long index = number++;
    if (interval == 0) {
      return index % every == 0;
    }
    nextDue = index == 0 ? time : nextDue;
    if (time + CLOCK_ERROR < nextDue) {
      return false;
    }
    nextDue += interval * (1 + Math.max(0, time - nextDue) / interval);
    return true;
  }
}
