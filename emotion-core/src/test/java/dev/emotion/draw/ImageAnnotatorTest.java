package dev.emotion.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePrediction;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageAnnotatorTest {
  private static final EmotionScores HAPPY =
      EmotionScores.of(EmotionClasses.FER2013, new double[] {0, 0, 0, 0.9, 0, 0, 0.1});
  private static final int HAPPY_BLUE = 0x32;

  private static FacePrediction face(int x, int y, int width, int height) {
    return new FacePrediction(DetectedFace.of(new FaceBox(x, y, width, height)), HAPPY);
  }

  private static Mat grey(int width, int height) {
    return new Mat(height, width, CV_8UC3, Scalar.all(128));
  }

  private static int blue(Mat image, int x, int y) {
    try (UByteIndexer pixels = image.createIndexer()) {
      return pixels.get(y, x, 0);
    }
  }

  @Test
  void drawsTheBoxInTheColourOfTheClassAndLeavesTheFaceFree() {
    try (Mat image = grey(800, 600);
        Mat drawn = ImageAnnotator.annotate(image, List.of(face(300, 200, 100, 120)))) {
      assertThat(blue(drawn, 300, 260)).isEqualTo(HAPPY_BLUE);
      assertThat(blue(drawn, 350, 200)).isEqualTo(HAPPY_BLUE);
      assertThat(blue(drawn, 350, 260)).isEqualTo(128);
      assertThat(blue(image, 300, 260)).as("the original").isEqualTo(128);
    }
  }

  @Test
  void numbersSeveralFaces() {
    FacePrediction face = face(150, 200, 100, 120);
    try (Mat image = grey(800, 600);
        Mat alone = ImageAnnotator.annotate(image, List.of(face));
        Mat first = ImageAnnotator.annotate(image, List.of(face, face(500, 200, 100, 120)))) {
      assertThat(labelWidth(first)).isGreaterThan(labelWidth(alone) + 10);
    }
  }

  /** The longest row of a label's colour above the faces, in the left half. */
  private static int labelWidth(Mat drawn) {
    int longest = 0;
    for (int y = 150; y < 195; y++) {
      int row = 0;
      for (int x = 0; x < 400; x++) {
        row += blue(drawn, x, y) == HAPPY_BLUE ? 1 : 0;
      }
      longest = Math.max(longest, row);
    }
    return longest;
  }

  @ParameterizedTest
  @CsvSource({"800, 600", "640, 480"}) // the smaller with smaller letters
  void drawsBarsBesideTheFace(int width, int height) {
    int middle = width / 2;
    try (Mat image = grey(width, height);
        Mat drawn = ImageAnnotator.annotate(image, List.of(face(middle - 110, 150, 220, 220)))) {
      int bar = 0;
      for (int x = middle + 120; x < width; x++) {
        for (int y = 0; y < height; y++) {
          bar += blue(drawn, x, y) == HAPPY_BLUE ? 1 : 0;
        }
      }
      assertThat(bar).isGreaterThan(300);
    }
  }

  @Test
  void copiesAnImageWithoutFaces() {
    try (Mat image = grey(500, 400);
        Mat drawn = ImageAnnotator.annotate(image, List.of())) {
      assertThat(norm(image, drawn, NORM_INF, new Mat())).isZero();
    }
  }

  @Test
  void enlargesASmallImageByAWholeFactor() {
    try (Mat image = grey(60, 48);
        Mat drawn = ImageAnnotator.annotate(image, List.of(face(10, 10, 30, 30)))) {
      assertThat(drawn.cols()).isEqualTo(420);
      assertThat(drawn.rows()).isEqualTo(336);
      assertThat(blue(drawn, 70, 140)).isEqualTo(HAPPY_BLUE);
    }
  }

  /** Images of all shapes, with faces at every edge and over it, never fail. */
  @ParameterizedTest
  @CsvSource({"1, 1", "60, 60", "2, 900", "900, 2", "640, 480", "6000, 4000"})
  void drawsFacesAtTheEdgesOfAnyImage(int width, int height) {
    int side = Math.max(1, Math.min(width, height) / 3);
    List<FacePrediction> faces =
        List.of(
            face(0, 0, side, side),
            face(width - side, 0, side, side),
            face(0, height - side, side, side),
            face(width - side, height - side, side, side),
            face(0, 0, width, height));
    try (Mat image = grey(width, height);
        Mat drawn = ImageAnnotator.annotate(image, faces)) {
      assertThat(drawn.cols() % width).isZero();
      int factor = drawn.cols() / width;
      try (Mat plain = grey(width * factor, height * factor)) {
        assertThat(norm(plain, drawn, NORM_INF, new Mat())).isNotZero();
      }
    }
  }

  @Test
  void labelsOfACrowdCoverNoFace() {
    List<FacePrediction> crowd =
        IntStream.range(0, 100)
            .mapToObj(i -> face(i % 10 * 100 + 15, i / 10 * 80 + 25, 50, 50))
            .toList();
    try (Mat image = grey(1010, 830);
        Mat drawn = ImageAnnotator.annotate(image, crowd)) {
      for (FacePrediction face : crowd) {
        for (int y = 5; y < 45; y++) {
          assertThat(blue(drawn, face.box().x() + 25, face.box().y() + y)).isEqualTo(128);
        }
      }
    }
  }

  /** Cheek to cheek, their boxes a little into each other, as detectors give them. */
  @Test
  void labelsOfTouchingFacesCoverNeither() {
    List<FacePrediction> faces = List.of(face(320, 150, 166, 176), face(480, 156, 150, 150));
    try (Mat image = grey(960, 600);
        Mat drawn = ImageAnnotator.annotate(image, faces)) {
      for (FacePrediction face : faces) {
        for (int y = 8; y < 140; y++) {
          assertThat(blue(drawn, face.box().x() + 40, face.box().y() + y))
              .as("row %d of %s", y, face.box())
              .isEqualTo(128);
        }
      }
    }
  }

  @Test
  void aFaceThatFillsTheImageKeepsItsMouth() {
    try (Mat image = grey(400, 500);
        Mat drawn = ImageAnnotator.annotate(image, List.of(face(0, 0, 400, 500)))) {
      for (int y = 60; y < 490; y++) {
        assertThat(blue(drawn, 200, y)).as("row %d", y).isEqualTo(128);
      }
      assertThat(blue(drawn, 3, 14)).as("the label").isEqualTo(HAPPY_BLUE);
    }
  }
}
