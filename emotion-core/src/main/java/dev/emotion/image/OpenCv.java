package dev.emotion.image;

import dev.emotion.system.NativeLoading;
import dev.emotion.system.Processors;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** OpenCV as a whole: loading it, its threads, its version. */
public final class OpenCv {
  private static volatile int threads = Processors.cores();
  private static volatile boolean loaded;

  private OpenCv() {}

  /**
   * The version of the native library, loading it if need be.
   *
   * @return such as {@code 4.13.0}
   * @throws LinkageError if it doesn't load on this platform
   */
  public static String version() {
    loadForImages();
    return opencv_core.getVersionString().getString().replaceAll("[^\\x21-\\x7e]", ""); // ends in 0
  }

  /**
   * Loads what reading and transforming images takes. To be called before several threads do so:
   * JavaCPP loads under a lock and initialises classes in it, so two threads that load can wait for
   * each other for ever.
   *
   * @throws LinkageError if it doesn't load on this platform
   */
  public static void loadForImages() {
    NativeLoading.announce("natives-", "opencv-"); // as packaged, and as OpenCV's own jar
    Loader.load(opencv_imgcodecs.class);
    Loader.load(opencv_imgproc.class);
    loaded = true;
    opencv_core.setNumThreads(threads);
  }

  /**
   * How many threads OpenCV computes with, all callers together, from the next call on. Doesn't
   * load it.
   *
   * @param count at least 1; the default is {@link Processors#cores()}
   */
  public static void useThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " threads, expected 1 or more");
    }
    threads = count;
    if (loaded) {
      opencv_core.setNumThreads(count);
    }
  }

  /**
   * Loads the native libraries that reading images and finding faces takes.
   *
   * @throws LinkageError if it doesn't load on this platform
   */
  public static void loadForDetection() {
    loadForImages();
    Loader.load(opencv_dnn.class);
  }

  /**
   * Does several things at a time, on as many threads as OpenCV computes with.
   *
   * @param <T> what it is done with
   * @param <R> what it gives
   * @param items what to do it with
   * @param work what to do; called from several threads
   * @return its results, in the order of the items
   */
  public static <T, R> List<R> onItsThreads(List<T> items, Function<T, R> work) {
    int count = Math.min(items.size(), opencv_core.getNumThreads());
    if (count <= 1) {
      return items.stream().map(work).toList();
    }
    ForkJoinPool pool = new ForkJoinPool(count);
    try {
      return pool.invoke(ForkJoinTask.adapt(() -> items.parallelStream().map(work).toList()));
    } finally {
      pool.shutdown();
    }
  }
}
