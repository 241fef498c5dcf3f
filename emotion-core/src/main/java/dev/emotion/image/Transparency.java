package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.opencv.opencv_core.Mat;

/** White shines through where an image is transparent. */
final class Transparency {
  /** Pixels that are worked on at a time, so that copies stay small. */
  private static final int BAND_PIXELS = 1 << 20;

  private Transparency() {}

  /**
   * A BGRA image over white.
   *
   * @param image CV_8UC4; not modified
   * @param premultiplied whether the colours are mixed with black already
   * @return CV_8UC3; the caller closes it
   */
  static Mat overWhite(Mat image, boolean premultiplied) {
    Mat color = new Mat(image.rows(), image.cols(), CV_8UC3);
    bands(
        image,
        (from, to) -> {
          try (Mat band = image.rowRange(from, to);
              Mat result = color.rowRange(from, to);
              Mat alpha = new Mat()) {
            cvtColor(band, result, COLOR_BGRA2BGR);
            extractChannel(band, alpha, 3);
            mix(result, alpha, premultiplied);
          }
        });
    return color;
  }

  /**
   * Puts white under an image.
   *
   * @param color CV_8UC3; modified
   * @param alpha CV_8UC1 of the same size, 255 opaque
   * @param premultiplied whether the colours are mixed with black already
   */
  static void overWhite(Mat color, Mat alpha, boolean premultiplied) {
    bands(
        color,
        (from, to) -> {
          try (Mat colors = color.rowRange(from, to);
              Mat alphas = alpha.rowRange(from, to)) {
            mix(colors, alphas, premultiplied);
          }
        });
  }

  private interface Band {
    void work(int from, int to);
  }

  private static void bands(Mat image, Band band) {
    int rows = Math.max(1, BAND_PIXELS / image.cols());
    for (int from = 0; from < image.rows(); from += rows) {
      band.work(from, Math.min(from + rows, image.rows()));
    }
  }

  private static void mix(Mat color, Mat alpha, boolean premultiplied) {
    try (Mat alphas = new Mat()) {
      cvtColor(alpha, alphas, COLOR_GRAY2BGR);
      if (!premultiplied) {
        multiply(color, alphas, color, 1 / 255.0, -1);
      }
      bitwise_not(alphas, alphas);
      add(color, alphas, color);
    }
  }
}
