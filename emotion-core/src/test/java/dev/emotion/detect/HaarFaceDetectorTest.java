package dev.emotion.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.image.ImageFiles;
import dev.emotion.testing.SampleImage;
import dev.emotion.testing.SharedPhotographs;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaarFaceDetectorTest {
  /** The sample's face: forehead to chin, cheek to cheek. */
  private static final FaceBox FACE = new FaceBox(177, 66, 97, 97);

  private final FaceDetector detector = new HaarFaceDetector();

  private static List<FaceBox> boxes(FaceDetector detector, Mat image) {
    return detector.detect(image).stream().map(DetectedFace::box).toList();
  }

  @Test
  void findsTheFaceOfTheSample() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      List<FaceBox> boxes = boxes(detector, image);
      assertThat(boxes).hasSize(1);
      assertThat(boxes.get(0).iou(FACE)).isGreaterThan(0.8);
    }
  }

  @Test
  void findsTheFaceOfAnImageTooLargeToSearchWhole() {
    try (FaceDetector reducing = new HaarFaceDetector(HaarFaceDetector.MINIMUM_FACE, 100_000);
        Mat image = ImageFiles.read(SampleImage.path())) {
      List<FaceBox> boxes = boxes(reducing, image);
      assertThat(boxes).hasSize(1);
      assertThat(boxes.get(0).iou(FACE)).isGreaterThan(0.8);
    }
  }

  @Test
  void findsAFaceThatFillsTheImage() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Rect face = new Rect(FACE.x() + 4, FACE.y() + 4, FACE.width() - 8, FACE.height() - 8);
        Mat cut = new Mat(image, face)) {
      List<FaceBox> boxes = boxes(detector, cut);
      assertThat(boxes).hasSize(1);
      FaceBox box = boxes.get(0);
      assertThat(box.x()).isNotNegative();
      assertThat(box.y()).isNotNegative();
      assertThat(box.x() + box.width()).isLessThanOrEqualTo(cut.cols());
      assertThat(box.y() + box.height()).isLessThanOrEqualTo(cut.rows());
      assertThat(box.iou(new FaceBox(0, 0, cut.cols(), cut.rows()))).isGreaterThan(0.7);
    }
  }

  /** The first cascade misses it; nothing is found, so the second one is asked. */
  @Test
  void findsAFaceWithSomethingBeforeTheMouth() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Rect around = new Rect(100, 20, 250, 230);
        Mat cut = new Mat(image, around);
        Rect bar = new Rect(93, 110, 30, 10);
        Mat covered = new Mat(cut, bar);
        Scalar black = Scalar.all(0);
        Mat ink = new Mat(10, 30, CV_8UC3, black)) {
      ink.copyTo(covered);
      List<FaceBox> boxes = boxes(detector, cut);
      assertThat(boxes).hasSize(1);
      assertThat(boxes.get(0).iou(new FaceBox(77, 46, 97, 97))).isGreaterThan(0.6);
    }
  }

  @Test
  void answersFromLeftToRight() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat three = new Mat(300, 900, CV_8UC3, Scalar.all(128))) {
      for (int x : new int[] {600, 0, 300}) { // each lower than the one to its left
        try (Rect from = new Rect(100, 20, 250, 230);
            Rect to = new Rect(x, x / 10, 250, 230);
            Mat source = new Mat(image, from);
            Mat target = new Mat(three, to)) {
          source.copyTo(target);
        }
      }
      assertThat(boxes(detector, three)).extracting(FaceBox::x).hasSize(3).isSorted();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "500, 1", "1, 500", "20, 20", "300, 200"})
  void findsNothingInAnEmptyImageOfAnyShape(int width, int height) {
    try (Mat image = new Mat(height, width, CV_8UC3, Scalar.all(90))) {
      assertThat(detector.detect(image)).isEmpty();
    }
  }

  @Test
  void leavesOutFacesBelowTheSmallest() {
    try (FaceDetector large = new HaarFaceDetector(150);
        Mat image = ImageFiles.read(SampleImage.path())) {
      assertThat(large.detect(image)).isEmpty();
    }
  }

  @Test
  void givesTheSameBoxesFromManyThreads() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      List<DetectedFace> expected = detector.detect(image);
      assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> detector.detect(image)))
          .allMatch(expected::equals);
    }
  }

  @Test
  void rejectsASmallestFaceOfNothing() {
    assertThatThrownBy(() -> new HaarFaceDetector(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a smallest face of 0 pixels");
  }

  /** Labelled photographs: all faces called easy must be found; false alarms are bounded. */
  @Test
  void findsTheClearFacesOfTheSharedPhotographs() {
    int falseAlarms = 0;
    for (SharedPhotographs.Photograph photograph : SharedPhotographs.detection()) {
      try (Mat image = ImageFiles.read(photograph.file())) {
        List<FaceBox> boxes = boxes(detector, image);
        assertThat(photograph.faces())
            .as(photograph.file().toString())
            .filteredOn(face -> face.kind().equals("easy"))
            .allMatch(face -> boxes.stream().anyMatch(face::matches));
        falseAlarms +=
            (int)
                boxes.stream()
                    .filter(b -> photograph.faces().stream().noneMatch(f -> f.matches(b)))
                    .count();
      }
    }
    assertThat(falseAlarms).isLessThanOrEqualTo(5);
  }

  @Test
  void findsTheFaceOfEverySharedPortrait() {
    assertThat(SharedPhotographs.portraits())
        .allSatisfy(
            portrait -> {
              try (Mat image = ImageFiles.read(portrait.file())) {
                assertThat(detector.detect(image)).isNotEmpty();
              }
            });
  }
}
