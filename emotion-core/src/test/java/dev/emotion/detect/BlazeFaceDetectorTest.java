package dev.emotion.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.ImagePoint;
import dev.emotion.detect.BlazeFaceNetwork.Range;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.Window;
import dev.emotion.testing.SampleImage;
import dev.emotion.testing.SharedPhotographs;
import dev.emotion.testing.SharedPhotographs.Photograph;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlazeFaceDetectorTest {
  /** The sample's face: forehead to chin, cheek to cheek. */
  private static final FaceBox FACE = new FaceBox(177, 66, 97, 97);

  private final FaceDetector detector = new BlazeFaceDetector();

  @AfterEach
  void close() {
    detector.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SHORT, 3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    "FULL, 99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3"
  })
  void hasMediaPipesWeightsByteForByte(Range range, String sha256) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(BlazeFaceNetwork.weights(range));
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
  }

  @Test
  void findsTheFaceOfTheSampleAndItsParts() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      List<DetectedFace> faces = detector.detect(image);
      assertThat(faces).hasSize(1);
      DetectedFace face = faces.get(0);
      assertThat(face.box().iou(FACE)).isGreaterThan(0.6);
      assertThat(face.score()).isBetween(0.9, 1.0);
      assertThat(face.roll()).isCloseTo(4, within(4.0));
      FaceLandmarks landmarks = face.landmarks().orElseThrow();
      assertNear(landmarks.rightEye(), 204, 101);
      assertNear(landmarks.leftEye(), 247, 104);
      assertNear(landmarks.nose(), 224, 127);
      assertNear(landmarks.mouth(), 223, 148);
    }
  }

  private static void assertNear(ImagePoint point, double x, double y) {
    assertThat(Math.hypot(point.x() - x, point.y() - y)).isLessThan(6);
  }

  /** The sample turned around its face, as a photograph of a leaning head. */
  @ParameterizedTest
  @ValueSource(ints = {-90, -60, -30, -15, 15, 30, 45, 60, 90, 180})
  void findsALeaningHeadAndSaysHowFarItLeans(int degrees) {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat turned = turned(image, degrees)) {
      List<DetectedFace> faces = detector.detect(turned);
      assertThat(faces).hasSize(1);
      double off = faces.get(0).roll() - (4 + degrees);
      assertThat(Math.abs(off - 360 * Math.round(off / 360))).isLessThan(6);
      assertThat(faces.get(0).box().iou(new FaceBox(152, 152, 97, 97))).isGreaterThan(0.5);
    }
  }

  /** 400 x 400 pixels with the sample's face in the middle, leaning clockwise. */
  private static Mat turned(Mat image, double degrees) {
    return new Window(new ImagePoint(225, 114), 400, -degrees).cut(image, 400, BORDER_CONSTANT);
  }

  @Test
  void findsAFaceThatFillsTheImage() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Rect face = new Rect(FACE.x() + 4, FACE.y() + 4, FACE.width() - 8, FACE.height() - 8);
        Mat cut = new Mat(image, face)) {
      List<DetectedFace> faces = detector.detect(cut);
      assertThat(faces).hasSize(1);
      assertThat(faces.get(0).box().iou(new FaceBox(-4, -4, 97, 97))).isGreaterThan(0.5);
    }
  }

  @Test
  void findsAFaceWithACoveredMouth() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Rect below = new Rect(180, 125, 90, 50);
        Mat mask = new Mat(image, below);
        Scalar blue = new Scalar(200, 170, 140, 0);
        Mat cloth = new Mat(50, 90, CV_8UC3, blue)) {
      cloth.copyTo(mask);
      assertThat(detector.detect(image)).hasSize(1);
    }
  }

  @Test
  void findsGreyFacesAsColouredOnes() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat grey = new Mat()) {
      cvtColor(image, grey, COLOR_BGR2GRAY);
      List<DetectedFace> faces = detector.detect(grey);
      assertThat(faces).hasSize(1);
      assertThat(faces.get(0).box().iou(FACE)).isGreaterThan(0.6);
    }
  }

  @Test
  void findsSmallFacesFromLeftToRightInALargeImage() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat large = new Mat(1200, 1800, CV_8UC3, Scalar.all(128))) {
      for (int x : new int[] {1700, 20, 800}) { // each lower than the one to its left
        paste(image, large, x, x / 2, 85); // a face of 35 pixels
      }
      assertThat(detector.detect(large)).extracting(face -> face.box().x()).hasSize(3).isSorted();
    }
  }

  /** Only the full-range network sees a face as small, and there are no tiles. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsASmallFaceInAnImageOfOneTileAlsoUpsideDown(boolean upsideDown) {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat small = new Mat(400, 400, CV_8UC3, Scalar.all(128))) {
      paste(image, small, 50, 60, 100); // a face of 39 pixels
      if (upsideDown) {
        flip(small, small, -1);
      }
      FaceBox face = upsideDown ? new FaceBox(280, 283, 39, 39) : new FaceBox(81, 78, 39, 39);
      assertThat(detector.detect(small))
          .hasSize(1)
          .allMatch(found -> found.box().iou(face) > 0.5)
          .allMatch(found -> Math.abs(found.roll()) > 150 == upsideDown);
    }
  }

  @Test
  void findsTwoFacesThatTouch() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Rect around = new Rect(165, 50, 120, 125);
        Mat face = new Mat(image, around);
        Mat two = new Mat(300, 400, CV_8UC3, Scalar.all(128))) {
      for (int x : new int[] {80, 200}) {
        try (Rect place = new Rect(x, 90, 120, 125);
            Mat target = new Mat(two, place)) {
          face.copyTo(target);
        }
      }
      assertThat(detector.detect(two)).hasSize(2);
    }
  }

  private static void paste(Mat image, Mat into, int x, int y, int side) {
    try (Rect from = new Rect(100, 20, 250, 250);
        Mat source = new Mat(image, from);
        Size size = new Size(side, side);
        Mat small = new Mat();
        Rect to = new Rect(x, y, side, side);
        Mat target = new Mat(into, to)) {
      resize(source, small, size, 0, 0, INTER_AREA);
      small.copyTo(target);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "500, 1", "1, 500", "20, 20", "300, 200", "400000, 20"})
  void findsNothingInAnEmptyImageOfAnyShape(int width, int height) {
    try (Mat image = new Mat(height, width, CV_8UC3, Scalar.all(90))) {
      assertThat(detector.detect(image)).isEmpty();
      assertThat(detector.glance(image)).isEmpty();
    }
  }

  @Test
  void findsLargeFacesInAnImageWithMorePixelsThanItCanSearchForSmallOnes() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat large = new Mat(9000, 11000, CV_8UC3, Scalar.all(128))) {
      paste(image, large, 7000, 5000, 700); // a face of 270 pixels
      assertThat(detector.detect(large))
          .hasSize(1)
          .allMatch(face -> face.box().iou(new FaceBox(7216, 5129, 272, 272)) > 0.5);
    }
  }

  @Test
  void leavesOutFacesThatAreTooSmallOrTooUnsure() {
    try (FaceDetector large = new BlazeFaceDetector(150, 0);
        FaceDetector sure = new BlazeFaceDetector(30, 0.999);
        Mat image = ImageFiles.read(SampleImage.path())) {
      assertThat(large.detect(image)).isEmpty();
      assertThat(sure.detect(image)).isEmpty();
    }
  }

  @Test
  void followsAFaceThatMovedALittleAndNoOther() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      DetectedFace face = detector.detect(image).get(0);
      FaceBox box = face.box();
      FaceBox moved = new FaceBox(box.x() + 20, box.y() - 12, box.width(), box.height());
      List<DetectedFace> found = detector.follow(image, face.withBox(moved));
      assertThat(found).hasSize(1);
      assertThat(found.get(0).box().iou(box)).isGreaterThan(0.85);
      FaceBox elsewhere = new FaceBox(10, 380, box.width(), box.height());
      assertThat(detector.follow(image, face.withBox(elsewhere))).isEmpty();
      FaceBox outside = new FaceBox(-500, -500, box.width(), box.height());
      assertThat(detector.follow(image, face.withBox(outside))).isEmpty();
    }
  }

  @Test
  void followsAFaceOfWhichOnlyThePlaceIsKnown() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      Optional<DetectedFace> found =
          detector.follow(image, DetectedFace.of(FACE)).stream().findFirst();
      assertThat(found).isPresent();
      assertThat(found.get().landmarks()).isPresent();
    }
  }

  @Test
  void glancesAtLargeFaces() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      assertThat(detector.glance(image))
          .hasSize(1)
          .allMatch(face -> face.box().iou(detector.detect(image).get(0).box()) > 0.6);
    }
  }

  /** A tenth of the frame's width: the short-range network doesn't see it. */
  @Test
  void glancesAtFacesInTheMiddleOfARoom() {
    try (Mat image = ImageFiles.read(SampleImage.path());
        Mat frame = new Mat(540, 960, CV_8UC3, Scalar.all(118))) {
      paste(image, frame, 500, 200, 230); // a face of 90 pixels
      List<DetectedFace> expected = detector.detect(frame);
      assertThat(expected).hasSize(1);
      assertThat(detector.glance(frame))
          .hasSize(1)
          .allMatch(face -> face.box().iou(expected.get(0).box()) > 0.8);
    }
  }

  @Test
  void givesTheSameFacesFromManyThreads() {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      List<DetectedFace> expected = detector.detect(image);
      assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> detector.detect(image)))
          .allMatch(expected::equals);
    }
  }

  @Test
  void rejectsSettingsOutOfRange() {
    assertThatThrownBy(() -> new BlazeFaceDetector(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a smallest face of 0 pixels");
    assertThatThrownBy(() -> new BlazeFaceDetector(30, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a score of 1.5");
  }

  @Test
  void findsAllEasyFacesOfTheSharedPhotographsAndNothingElse() {
    List<String> missed = new ArrayList<>();
    List<String> falseAlarms = new ArrayList<>();
    for (Photograph photograph : SharedPhotographs.detection()) {
      try (Mat image = ImageFiles.read(photograph.file())) {
        List<FaceBox> boxes = detector.detect(image).stream().map(DetectedFace::box).toList();
        photograph.faces().stream()
            .filter(face -> face.kind().equals("easy") && boxes.stream().noneMatch(face::matches))
            .forEach(face -> missed.add(photograph.file() + " " + face));
        boxes.stream()
            .filter(box -> photograph.faces().stream().noneMatch(face -> face.matches(box)))
            .forEach(box -> falseAlarms.add(photograph.file() + " " + box));
      }
    }
    assertThat(missed).isEmpty();
    assertThat(falseAlarms).isEmpty();
  }

  @Test
  void findsTheFaceOfEverySharedPortrait() {
    assertThat(SharedPhotographs.portraits())
        .allSatisfy(
            portrait -> {
              try (Mat image = ImageFiles.read(portrait.file())) {
                assertThat(detector.detect(image))
                    .anyMatch(face -> portrait.faces().get(0).matches(face.box()));
              }
            });
  }
}
