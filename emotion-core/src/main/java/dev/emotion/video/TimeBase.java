package dev.emotion.video;

import java.util.Locale;

/** Where the times of a recording's frames count from. */
public enum TimeBase {
  /** The first moment of the image. */
  VIDEO,
  /**
   * The first moment of anything in the file, sound included: what a player's clock shows. Where
   * sound begins before the image, the first frame is later than zero.
   */
  FILE;

  /** The name in options: lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
