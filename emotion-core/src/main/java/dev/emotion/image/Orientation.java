package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How a stored image is turned to be upright, by the numbers of EXIF (CIPA DC-008, "Orientation").
 * OpenCV does it only where it drops transparency and depth, so it is done here.
 *
 * @param tag 1 (as stored) to 8
 */
record Orientation(int tag) {

  /**
   * Turns an image upright.
   *
   * @param stored the image as stored; not modified
   * @return width and height swapped for 5 to 8; the same pixels where nothing is to be done; the
   *     caller closes it
   */
  Mat apply(Mat stored) {
    if (tag == 1) {
      return new Mat(stored);
    }
    Mat upright = new Mat();
    if (tag >= 5) {
      transpose(stored, upright);
    } else {
      stored.copyTo(upright);
    }
    switch (tag) {
      case 2, 6 -> flip(upright, upright, 1); // left and right
      case 4, 8 -> flip(upright, upright, 0); // top and bottom
      case 3, 7 -> flip(upright, upright, -1); // both
      default -> {}
    }
    return upright;
  }
}
