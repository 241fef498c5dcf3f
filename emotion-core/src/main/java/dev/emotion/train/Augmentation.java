package dev.emotion.train;

import java.util.Locale;

/**
 * How much training faces are varied. Every epoch shows another variant of each face; validation
 * and test faces are never varied.
 */
public enum Augmentation {
  /** Faces as they are. */
  NONE(0, 0, 0, 0, 0, 0),
  /** Mirrored at random; small shifts, turns, zooms and changes of light. */
  STANDARD(0.08, 8, 0.08, 20, 0.15, 0),
  /** The same, larger; and half of the faces lose a random rectangle. */
  STRONG(0.12, 12, 0.15, 30, 0.25, 0.5);

  private final double shift;
  private final double degrees;
  private final double zoom;
  private final double brightness;
  private final double contrast;
  private final double erasing;

  Augmentation(
      double shift,
      double degrees,
      double zoom,
      double brightness,
      double contrast,
      double erasing) {
    this.shift = shift;
    this.degrees = degrees;
    this.zoom = zoom;
    this.brightness = brightness;
    this.contrast = contrast;
    this.erasing = erasing;
  }

  /**
   * The name in options.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }

  /** Greatest shift each way, as a share of the side. */
  double shift() {
    return shift;
  }

  /** Greatest turn each way. */
  double degrees() {
    return degrees;
  }

  /** Greatest change of size each way, 0.08 for 0.92 to 1.08 times. */
  double zoom() {
    return zoom;
  }

  /** Greatest change of brightness each way, in grey values. */
  double brightness() {
    return brightness;
  }

  /** Greatest change of contrast each way, 0.15 for 0.85 to 1.15 times. */
  double contrast() {
    return contrast;
  }

  /** Probability that a rectangle is erased. */
  double erasing() {
    return erasing;
  }
}
