package dev.emotion.video;

/** Where the times of a recording's frames count from. */
public enum TimeBase {
  /** The first moment of the picture. */
  VIDEO,
  /**
   * The first moment of anything in the file, sound included: what a player's clock shows. Where
   * sound begins before the picture, the first frame is later than zero.
   */
  FILE
}
