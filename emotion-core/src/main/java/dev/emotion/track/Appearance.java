package dev.emotion.track;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.FaceBox;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * How a face looks, as far as is needed to tell two people in one video apart: the mean colours of
 * 8 x 8 fields. Expressions change few of them.
 */
final class Appearance {
  private static final int FIELDS = 8;

  /** Rows and columns of pixels that stand for a frame. */
  private static final int SAMPLES = 64;

  private final float[] colors;

  Appearance(float[] colors) {
    this.colors = colors;
  }

  /**
   * The look of a face.
   *
   * @param image 8-bit BGR; not modified
   * @param box the face; at least one of its pixels is in the image
   */
  static Appearance of(Mat image, FaceBox box) {
    int left = Math.min(Math.max(0, box.x()), image.cols() - 1);
    int top = Math.min(Math.max(0, box.y()), image.rows() - 1);
    int right = Math.max(left + 1, Math.min(image.cols(), box.x() + box.width()));
    int bottom = Math.max(top + 1, Math.min(image.rows(), box.y() + box.height()));
    try (Rect rect = new Rect(left, top, right - left, bottom - top);
        Mat part = new Mat(image, rect);
        Mat small = new Mat();
        Size size = new Size(FIELDS, FIELDS)) {
      resize(part, small, size, 0, 0, INTER_AREA);
      byte[] bytes = new byte[FIELDS * FIELDS * 3];
      small.data().get(bytes);
      float[] colors = new float[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        colors[i] = (bytes[i] & 0xFF) / 255f;
      }
      return new Appearance(colors);
    }
  }

  /**
   * The look of a whole frame, from a few of its pixels: it is asked for every frame.
   *
   * @param frame 8-bit BGR; not modified
   */
  static Appearance of(Mat frame) {
    try (Size size = new Size(SAMPLES, SAMPLES);
        Mat few = new Mat()) {
      resize(frame, few, size, 0, 0, INTER_NEAREST);
      return of(few, new FaceBox(0, 0, SAMPLES, SAMPLES));
    }
  }

  /** The mean difference of the fields' colours, 0 (the same) to 1 (black and white). */
  double difference(Appearance other) {
    double sum = 0;
    for (int i = 0; i < colors.length; i++) {
      sum += Math.abs(colors[i] - other.colors[i]);
    }
    return sum / colors.length;
  }

  /** A look between this one (share 0) and another one (share 1). */
  Appearance towards(Appearance other, double share) {
    float[] mixed = new float[colors.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) (colors[i] + share * (other.colors[i] - colors[i]));
    }
    return new Appearance(mixed);
  }
}
