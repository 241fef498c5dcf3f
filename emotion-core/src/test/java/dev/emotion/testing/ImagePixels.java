package dev.emotion.testing;

import org.bytedeco.opencv.opencv_core.Mat;

/** Looks at pictures that were drawn. */
public final class ImagePixels {
  private ImagePixels() {}

  /**
   * The colour of a pixel.
   *
   * @param image 8-bit BGR
   * @param x column from the left
   * @param y row from the top
   * @return 0xRRGGBB
   */
  public static int color(Mat image, int x, int y) {
    byte[] bgr = new byte[3];
    image.ptr(y, x).get(bgr);
    return ((bgr[2] & 0xFF) << 16) | ((bgr[1] & 0xFF) << 8) | (bgr[0] & 0xFF);
  }
}
