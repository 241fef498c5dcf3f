package dev.emotion.video;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How a video's stored frames are turned to be upright, from the transformation matrix of its track
 * (ISO/IEC 14496-12, "tkhd"): first transposed, then mirrored. Turns by other angles than quarters
 * are taken as the nearest quarter.
 *
 * @param transposed whether rows become columns
 * @param mirroredX whether left and right are exchanged after that
 * @param mirroredY whether top and bottom are exchanged after that
 */
record DisplayMatrix(boolean transposed, boolean mirroredX, boolean mirroredY) {
  static final DisplayMatrix UPRIGHT = new DisplayMatrix(false, false, false);

  /** From FFmpeg's nine numbers a b u c d v x y w: x' = a x + c y, y' = b x + d y. */
  static DisplayMatrix of(BytePointer data) {
    try (IntPointer numbers = new IntPointer(data)) {
      return of(numbers.get(0), numbers.get(1), numbers.get(3), numbers.get(4));
    }
  }

  static DisplayMatrix of(int a, int b, int c, int d) {
    boolean transposed =
        Math.abs((long) b) + Math.abs((long) c) > Math.abs((long) a) + Math.abs((long) d);
    return transposed
        ? new DisplayMatrix(true, c < 0, b < 0)
        : new DisplayMatrix(false, a < 0, d < 0);
  }

  boolean isUpright() {
    return equals(UPRIGHT);
  }

  /** Turns a stored image upright; the two must not be the same. */
  void apply(Mat stored, Mat upright) {
    if (transposed) {
      transpose(stored, upright);
      mirror(upright, upright);
    } else {
      mirror(stored, upright);
    }
  }

  private void mirror(Mat from, Mat to) {
    if (mirroredX && mirroredY) {
      flip(from, to, -1);
    } else if (mirroredX) {
      flip(from, to, 1);
    } else if (mirroredY) {
      flip(from, to, 0);
    } else if (!from.equals(to)) {
      from.copyTo(to);
    }
  }
}
