package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.inRange;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;
import static org.bytedeco.opencv.global.opencv_core.minMaxLoc;

import dev.emotion.image.format.SampleDepth;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Samples of any depth to 8 bits: 0 black, 255 white. */
final class Depth {
  private static final int MAX_16 = 65535;

  /** Floating point samples of 0..1 whose largest is less are black to the eye: stretched. */
  private static final double MIN_WHITE = 1 / 16.0;

  private Depth() {}

  /**
   * Converts an image. 16 bits: divided so that what {@link SampleDepth} takes for white is 255.
   * Floating point: 0..1 is taken as such. Other samples are stretched, from the smallest to the
   * largest.
   *
   * @param stored of any depth; with four channels, the last is opacity
   * @param inverted whether its 0 is white
   * @return of depth CV_8U and as many channels, perhaps the same pixels; the caller closes it
   */
  static Mat eightBit(Mat stored, boolean inverted) {
    if (stored.depth() == CV_8U) {
      return new Mat(stored);
    }
    Mat result = new Mat();
    boolean sixteen = stored.depth() == CV_16U;
    double[] range = range(stored);
    if (sixteen) {
      double white = inverted ? MAX_16 : SampleDepth.white((int) range[1]);
      stored.convertTo(result, CV_8U, 255 / white, 0);
    } else if (range[0] >= 0 && range[1] <= 1 && range[1] >= MIN_WHITE) {
      stored.convertTo(result, CV_8U, 255, 0);
    } else {
      double scale = range[1] > range[0] ? 255 / (range[1] - range[0]) : 0;
      stored.convertTo(result, CV_8U, scale, -range[0] * scale);
    }
    if (stored.channels() == 4) {
      try (Mat alpha = new Mat();
          Mat opacity = new Mat()) {
        extractChannel(stored, alpha, 3);
        alpha.convertTo(opacity, CV_8U, sixteen ? 255.0 / MAX_16 : 255, 0);
        insertChannel(opacity, result, 3);
      }
    }
    if (inverted) {
      bitwise_not(result, result);
    }
    return result;
  }

  /** The smallest and the largest finite sample that isn't opacity. */
  private static double[] range(Mat image) {
    double[] range = {Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int channel = 0; channel < Math.min(3, image.channels()); channel++) {
      try (Mat samples = new Mat();
          Mat finite = new Mat();
          Mat low = new Mat(new Scalar(-Float.MAX_VALUE));
          Mat high = new Mat(new Scalar(Float.MAX_VALUE));
          DoublePointer min = new DoublePointer(1);
          DoublePointer max = new DoublePointer(1)) {
        extractChannel(image, samples, channel);
        if (image.depth() >= CV_32F) {
          inRange(samples, low, high, finite);
        }
        minMaxLoc(samples, min, max, (Point) null, (Point) null, finite);
        range[0] = Math.min(range[0], min.get());
        range[1] = Math.max(range[1], max.get());
      }
    }
    return range;
  }
}
