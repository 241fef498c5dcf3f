package dev.emotion;

import java.util.Optional;

/**
 * A rectangle around a face, in pixels of the image as a viewer shows it.
 *
 * @param x left edge, 0 is the first column
 * @param y top edge, 0 is the first row
 * @param width at least 1
 * @param height at least 1
 */
public record FaceBox(int x, int y, int width, int height) {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if width or height is below 1
   */
  public FaceBox {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("box of " + width + " x " + height + " pixels");
    }
  }

  /**
   * The part of the box that is in an image.
   *
   * @param imageWidth in pixels
   * @param imageHeight in pixels
   * @return a box from column and row 0 up to the image's size; empty where they share nothing
   */
  public Optional<FaceBox> within(int imageWidth, int imageHeight) {
    int left = Math.max(0, x);
    int top = Math.max(0, y);
    int right = Math.min(imageWidth, x + width);
    int bottom = Math.min(imageHeight, y + height);
    return right <= left || bottom <= top
        ? Optional.empty()
        : Optional.of(new FaceBox(left, top, right - left, bottom - top));
  }

  /**
   * Its middle.
   *
   * @return where it is in the image
   */
  public ImagePoint center() {
    return new ImagePoint(x + width / 2.0, y + height / 2.0);
  }

  /**
   * How much two boxes are the same place: intersection over union.
   *
   * @param other another box in the same image
   * @return 0 (apart) to 1 (equal)
   */
  public double iou(FaceBox other) {
    double shared = shared(other);
    return shared / (area() + other.area() - shared);
  }

  /**
   * How much of this box lies in another one.
   *
   * @param other another box in the same image
   * @return 0 (nothing) to 1 (all of it)
   */
  public double coveredBy(FaceBox other) {
    return shared(other) / area();
  }

  private double area() {
    return (double) width * height;
  }

  private double shared(FaceBox other) {
    long w = Math.min(x + width, other.x + other.width) - (long) Math.max(x, other.x);
    long h = Math.min(y + height, other.y + other.height) - (long) Math.max(y, other.y);
    return w <= 0 || h <= 0 ? 0 : (double) w * h;
  }
}
