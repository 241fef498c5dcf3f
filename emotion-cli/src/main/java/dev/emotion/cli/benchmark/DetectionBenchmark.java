package dev.emotion.cli.benchmark;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.detect.FaceDetector;
import dev.emotion.image.OpenCv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Times the search for faces in images of several sizes. They show soft random patches and no face:
 * the same for everyone, and about as hard for a cascade as a photograph of a crowded room.
 */
public final class DetectionBenchmark {
  private static final int[][] SIZES = {{320, 240}, {640, 480}, {1280, 720}, {1920, 1080}};

  /** Pixels a patch. */
  private static final int PATCH = 12;

  private static final int RUNS = 9;

  private DetectionBenchmark() {}

  /**
   * Runs it: a search to warm up, then some that count, for each size.
   *
   * @param detector what to time; stays the caller's
   * @param threads how many may search at the same time, at least 1
   * @param whenKnown is told each figure
   * @return one figure per size, small ones first
   */
  public static List<DetectionSpeed> run(
      FaceDetector detector, int threads, Consumer<DetectionSpeed> whenKnown) {
    OpenCv.IMAGES.require();
    List<DetectionSpeed> speeds = new ArrayList<>();
    for (int[] size : SIZES) {
      try (Mat image = image(size[0], size[1])) {
        double[] milliseconds = new double[RUNS];
        for (int i = -1; i < RUNS; i++) {
          long start = System.nanoTime();
          detector.detect(image, threads);
          if (i >= 0) {
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
          }
        }
        Arrays.sort(milliseconds);
        DetectionSpeed speed = new DetectionSpeed(size[0], size[1], milliseconds[RUNS / 2]);
        whenKnown.accept(speed);
        speeds.add(speed);
      }
    }
    return speeds;
  }

  private static Mat image(int width, int height) {
    byte[] patches = new byte[(width / PATCH) * (height / PATCH)];
    new Random(1).nextBytes(patches);
    Mat image = new Mat();
    try (Mat small = new Mat(height / PATCH, width / PATCH, CV_8UC1);
        Mat grey = new Mat();
        Size size = new Size(width, height)) {
      small.data().put(patches, 0, patches.length);
      resize(small, grey, size, 0, 0, INTER_CUBIC);
      cvtColor(grey, image, COLOR_GRAY2BGR);
    }
    return image;
  }
}
