package dev.emotion.keras;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a Keras model was given for black and white; its file doesn't say. */
public enum InputRange {
  /** Pixels divided by 255. */
  ZERO_TO_ONE("0..1", 0, 255),
  /** Pixels divided by 127.5, minus 1. */
  MINUS_ONE_TO_ONE("-1..1", 127.5, 127.5),
  /** Pixels as they are. */
  PIXELS("0..255", 0, 1);

  private final String id;
  private final double mean;
  private final double scale;

  InputRange(String id, double mean, double scale) {
    this.id = id;
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * The range that a user typed.
   *
   * @param id such as 0..1
   * @return the range
   * @throws IllegalArgumentException if there is none of that name
   */
  public static InputRange of(String id) {
    return Arrays.stream(values())
        .filter(range -> range.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "found '"
                        + id
                        + "', expected "
                        + Arrays.stream(values())
                            .map(InputRange::toString)
                            .collect(Collectors.joining(" or "))));
  }

  /** The pixel that becomes 0. */
  double mean() {
    return mean;
  }

  /** How many grey values become 1. */
  double scale() {
    return scale;
  }

  @Override
  public String toString() {
    return id;
  }
}
