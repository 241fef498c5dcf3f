package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import dev.emotion.FaceBox;
import dev.emotion.ImagePoint;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A square part of an image, upright or turned; it may reach outside.
 *
 * @param center of the square, in the image's pixels
 * @param side of the square, in the image's pixels, above 0
 * @param degrees how far the square is turned around its centre, clockwise positive
 */
public record Window(ImagePoint center, double side, double degrees) {

  /**
   * Checks the side.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public Window {
    if (!(side > 0)) {
      throw new IllegalArgumentException("a window of " + side + " pixels");
    }
  }

  /**
   * A place of the window in the image.
   *
   * @param x 0 for the window's left edge, 1 for its right one
   * @param y 0 for the window's upper edge, 1 for its lower one
   * @return the same place in the image's pixels
   */
  public ImagePoint toImage(double x, double y) {
    double right = (x - 0.5) * side;
    double down = (y - 0.5) * side;
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    return new ImagePoint(
        center.x() + cos * right - sin * down, center.y() + sin * right + cos * down);
  }

  /**
   * Cuts the window out and scales it: by area averaging when shrinking, bilinear when growing and
   * turning.
   *
   * @param image any 8-bit image; not modified
   * @param pixels the side of the result
   * @param border what lies outside of the image, as OpenCV's BORDER_CONSTANT (black) or
   *     BORDER_REPLICATE
   * @return {@code pixels x pixels}, of the image's type, turned level; the caller closes it
   */
  public Mat cut(Mat image, int pixels, int border) {
    if (degrees == 0) {
      return cutUpright(image, pixels, border);
    }
    // The upright square around it, at the scale of the result.
    double radians = Math.toRadians(degrees);
    double growth = Math.abs(Math.cos(radians)) + Math.abs(Math.sin(radians));
    int around = (int) Math.ceil(pixels * growth);
    Window upright = new Window(center, side * around / pixels, 0);
    Mat level = new Mat();
    try (Mat whole = upright.cutUpright(image, around, border);
        Point2f middle = new Point2f(around / 2f, around / 2f);
        Mat turn = getRotationMatrix2D(middle, degrees, 1);
        Size size = new Size(around, around);
        Mat turned = new Mat();
        Scalar black = new Scalar(0);
        Rect inner = new Rect((around - pixels) / 2, (around - pixels) / 2, pixels, pixels)) {
      warpAffine(whole, turned, turn, size, INTER_LINEAR, border, black);
      try (Mat part = new Mat(turned, inner)) {
        part.copyTo(level);
      }
    }
    return level;
  }

  private Mat cutUpright(Mat image, int pixels, int border) {
    double scale = pixels / side;
    double left = center.x() - side / 2;
    double top = center.y() - side / 2;
    FaceBox inside = inside(image, left, top);
    // At least one pixel of the image, so that there is an edge to repeat.
    int width = clamp(Math.round(inside.width() * scale), 1, pixels);
    int height = clamp(Math.round(inside.height() * scale), 1, pixels);
    int x = clamp(Math.round((inside.x() - left) * scale), 0, pixels - width);
    int y = clamp(Math.round((inside.y() - top) * scale), 0, pixels - height);
    Mat result = new Mat();
    try (Rect rect = new Rect(inside.x(), inside.y(), inside.width(), inside.height());
        Mat part = new Mat(image, rect);
        Size size = new Size(width, height);
        Mat scaled = new Mat();
        Scalar black = new Scalar(0)) {
      resize(part, scaled, size, 0, 0, scale < 1 ? INTER_AREA : INTER_LINEAR);
      copyMakeBorder(scaled, result, y, pixels - height - y, x, pixels - width - x, border, black);
    }
    return result;
  }

  /** The part of the upright square that is in the image; at least one pixel. */
  private FaceBox inside(Mat image, double left, double top) {
    int x0 = clamp((long) Math.floor(left), 0, image.cols() - 1);
    int y0 = clamp((long) Math.floor(top), 0, image.rows() - 1);
    int x1 = clamp((long) Math.ceil(left + side), x0 + 1, image.cols());
    int y1 = clamp((long) Math.ceil(top + side), y0 + 1, image.rows());
    return new FaceBox(x0, y0, x1 - x0, y1 - y0);
  }

  private static int clamp(long value, int least, int most) {
    return (int) Math.max(least, Math.min(most, value));
  }
}
