package dev.emotion.image;

import dev.emotion.system.NativeLibrary;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_objdetect;

/**
 * OpenCV as a whole: its libraries and its version. Its own threads, of which there is one pool in
 * a process, are not used: what can be done at the same time is done on threads of the caller's
 * number.
 */
public final class OpenCv {
  /** As packaged, and as OpenCV's own jar. */
  private static final String[] JARS = {"natives-", "opencv-"};

  /** What reading and transforming images takes. */
  public static final NativeLibrary IMAGES = new NativeLibrary(OpenCv::loadForImages, JARS);

  /** What finding faces with networks takes, and reading images. */
  public static final NativeLibrary NETWORKS =
      new NativeLibrary(() -> load(opencv_dnn.class), JARS);

  /** What finding faces with cascades takes, and reading images. */
  public static final NativeLibrary CASCADES =
      new NativeLibrary(() -> load(opencv_objdetect.class), JARS);

  private OpenCv() {}

  private static void loadForImages() {
    Loader.load(opencv_imgcodecs.class);
    Loader.load(opencv_imgproc.class);
    opencv_core.setNumThreads(1);
  }

  private static void load(Class<?> library) {
    loadForImages();
    Loader.load(library);
  }

  /**
   * The version of the native library, loading it if need be.
   *
   * @return such as {@code 4.13.0}
   * @throws dev.emotion.NativeException if it doesn't load on this platform
   */
  public static String version() {
    IMAGES.require();
    return opencv_core.getVersionString().getString().replaceAll("[^\\x21-\\x7e]", ""); // ends in 0
  }
}
