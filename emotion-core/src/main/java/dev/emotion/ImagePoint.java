package dev.emotion;

/**
 * A place in an image, in pixels.
 *
 * @param x columns from the left edge
 * @param y rows from the upper edge
 */
public record ImagePoint(double x, double y) {

  /**
   * Another point.
   *
   * @param dx columns to the right of this one
   * @param dy rows below this one
   * @return the point
   */
  public ImagePoint moved(double dx, double dy) {
    return new ImagePoint(x + dx, y + dy);
  }
}
