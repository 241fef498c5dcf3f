package dev.emotion.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.image.ImageFiles;
import dev.emotion.testing.SharedData;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

/**
 * Prints how long the detectors search images of two sizes, in turn: the table of docs/DETECTOR.md.
 * Not one of the tests; run it by name:
 *
 * <pre>
 *   mvn test -pl emotion-core -am -Dtest=DetectorSpeed -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class DetectorSpeed {
  private static final int RUNS = 7;
  private static final List<String> IMAGES =
      List.of("two_people.jpg", "four_women.jpg", "noface_cat.png");

  @Test
  void print() {
    try (FaceDetector haar = DetectorKind.HAAR.open();
        FaceDetector blazeFace = DetectorKind.BLAZEFACE.open()) {
      for (int width : new int[] {640, 1280}) {
        for (String name : IMAGES) {
          try (Mat image = canvas(name, width)) {
            print(name, image, haar, blazeFace);
          }
        }
      }
    }
  }

  private static void print(String name, Mat image, FaceDetector haar, FaceDetector blazeFace) {
    double[][] ms = new double[3][RUNS]; // Haar, BlazeFace, BlazeFace with two threads
    for (int run = -1; run < RUNS; run++) { // the first one warms up
      for (int kind = 0; kind < ms.length; kind++) {
        long start = System.nanoTime();
        (kind == 0 ? haar : blazeFace).detect(image, kind == 2 ? 2 : 1);
        if (run >= 0) {
          ms[kind][run] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    Arrays.stream(ms).forEach(Arrays::sort);
    System.out.printf(
        Locale.ROOT,
        "| %d x %d, %s, %d faces | %.0f | %.0f | %.0f |%n",
        image.cols(),
        image.rows(),
        name,
        blazeFace.detect(image).size(),
        ms[0][RUNS / 2],
        ms[1][RUNS / 2],
        ms[2][RUNS / 2]);
  }

  /** An image as large as it fits into four to three, the rest grey. */
  private static Mat canvas(String name, int width) {
    int height = width * 3 / 4;
    Mat canvas = new Mat(height, width, CV_8UC3);
    canvas.put(new Scalar(128, 128, 128, 0));
    try (Mat image = ImageFiles.read(SharedData.path("photos/detect/" + name))) {
      double scale = Math.min((double) width / image.cols(), (double) height / image.rows());
      int w = (int) (image.cols() * scale);
      int h = (int) (image.rows() * scale);
      Mat place = new Mat(canvas, new Rect((width - w) / 2, (height - h) / 2, w, h));
      resize(image, place, new Size(w, h), 0, 0, INTER_AREA);
      return canvas;
    }
  }
}
