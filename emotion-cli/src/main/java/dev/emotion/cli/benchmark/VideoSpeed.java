package dev.emotion.cli.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast a video was gone through.
 *
 * @param frames how many
 * @param seconds of wall clock, from the first frame to the last
 * @param framesWithFaces frames in which at least one face was found
 * @param shares the share of each part of the work (decode, detect, track, classify, draw) in the
 *     time of all of them, 0 to 1, in this order
 */
public record VideoSpeed(
    long frames, double seconds, long framesWithFaces, Map<String, Double> shares) {

  /** Copies. */
  public VideoSpeed {
    shares = new LinkedHashMap<>(shares);
  }

  /**
   * Speed.
   *
   * @return frames a second
   */
  public double framesPerSecond() {
    return frames / seconds;
  }
}
