package dev.emotion.track;

import dev.emotion.VideoException;
import java.util.Map;
import java.util.Optional;

/**
 * How going through a video went.
 *
 * @param framesRead frames that the source gave
 * @param framesProcessed frames that were looked at
 * @param framesDropped frames of a live source that were too old when their turn came
 * @param seconds of wall clock
 * @param busySeconds for each part of the work, its own time; parts run side by side, so the sum
 *     may be more than {@code seconds}
 * @param stopped whether the listener ended it
 * @param damage what is wrong with the file; empty where nothing is
 */
public record LoopReport(
    long framesRead,
    long framesProcessed,
    long framesDropped,
    double seconds,
    Map<Part, Double> busySeconds,
    boolean stopped,
    Optional<VideoException> damage) {

  /** The parts of the work, in their order. */
  public enum Part {
    /** Reading a frame and its colours. */
    DECODE,
    /** Searching whole frames for faces. */
    DETECT,
    /** Finding known faces again, and cutting them out. */
    TRACK,
    /** The network. */
    CLASSIFY,
    /** What the listener does: drawing, recording, writing. */
    SHOW
  }

  /** Copies. */
  public LoopReport {
    busySeconds = Map.copyOf(busySeconds);
  }

  /**
   * Speed.
   *
   * @return frames looked at a second of wall clock
   */
  public double framesPerSecond() {
    return seconds > 0 ? framesProcessed / seconds : 0;
  }

  /**
   * The share of a part in the time of all parts.
   *
   * @param part which
   * @return 0 to 1
   */
  public double share(Part part) {
    double all = busySeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return all > 0 ? busySeconds.getOrDefault(part, 0.0) / all : 0;
  }
}
