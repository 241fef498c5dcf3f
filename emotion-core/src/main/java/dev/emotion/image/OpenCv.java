package dev.emotion.image;

import org.bytedeco.opencv.global.opencv_core;

/** Facts about OpenCV. */
public final class OpenCv {
  private OpenCv() {}

  /**
   * The version of the native library, loading it if need be.
   *
   * @return such as {@code 4.13.0}
   * @throws LinkageError if it doesn't load on this platform
   */
  public static String version() {
    return opencv_core.getVersionString().getString().strip();
  }
}
