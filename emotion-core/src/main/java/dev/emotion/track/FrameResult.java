package dev.emotion.track;

import java.util.List;

/**
 * What was found in a frame of a video.
 *
 * @param frame its number in the source, 0 is the first
 * @param timeMicros when it is shown, in microseconds of the source's own time
 * @param faces by their track numbers; empty where there is none
 */
public record FrameResult(long frame, long timeMicros, List<TrackedFace> faces) {

  /** Copies. */
  public FrameResult {
    faces = List.copyOf(faces);
  }

  /**
   * When it is shown.
   *
   * @return milliseconds, to three decimals
   */
  public double timeMs() {
    return timeMicros / 1000.0;
  }
}
