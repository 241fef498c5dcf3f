package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.ImagePoint;
import dev.emotion.testing.CommaLocale;
import dev.emotion.testing.FrameSchema;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CommaLocale.class)
class FrameWritersTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("angry", "happy"));
  private static final FrameResult TWO =
      new FrameResult(
          7,
          280_000,
          List.of(
              face(1, new FaceBox(1, 2, 30, 40), 0.75), face(4, new FaceBox(9, 8, 7, 6), 0.25)));
  private static final FrameResult NONE = new FrameResult(8, 313_367, List.of());

  @TempDir Path folder;

  private static final FaceLandmarks LANDMARKS =
      new FaceLandmarks(
          new ImagePoint(110, 20),
          new ImagePoint(130, 40),
          new ImagePoint(115.25, 40),
          new ImagePoint(110, 50));

  private static TrackedFace face(int track, FaceBox box, double happy) {
    EmotionScores scores = EmotionScores.of(CLASSES, new double[] {1 - happy, happy});
    return new TrackedFace(track, DetectedFace.of(box), scores);
  }

  @Test
  void jsonIsALineAFrameWithOrWithoutFaces() {
    FrameJson json = new FrameJson();
    assertThat(json.header()).isEmpty();
    assertThat(json.frame(TWO))
        .isEqualTo(
            "{\"frame\":7,\"timeMs\":280,\"faces\":["
                + "{\"track\":1,\"box\":{\"x\":1,\"y\":2,\"width\":30,\"height\":40},\"score\":1.0,"
                + "\"emotion\":\"happy\",\"confidence\":0.75,"
                + "\"probabilities\":{\"angry\":0.25,\"happy\":0.75}},"
                + "{\"track\":4,\"box\":{\"x\":9,\"y\":8,\"width\":7,\"height\":6},\"score\":1.0,"
                + "\"emotion\":\"angry\",\"confidence\":0.75,"
                + "\"probabilities\":{\"angry\":0.75,\"happy\":0.25}}]}\n");
    assertThat(json.frame(NONE)).isEqualTo("{\"frame\":8,\"timeMs\":313.367,\"faces\":[]}\n");
  }

  @Test
  void jsonFollowsItsSchema() {
    double[] probabilities = {0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    TrackedFace face =
        new TrackedFace(
            3,
            new DetectedFace(new FaceBox(0, 5, 30, 40), 0.7, Optional.of(LANDMARKS)),
            EmotionScores.of(EmotionClasses.FER2013, probabilities));
    String line = new FrameJson().frame(new FrameResult(0, 33_367, List.of(face, face)));

    assertThat(FrameSchema.problems(line)).isEmpty();
    assertThat(FrameSchema.problems(new FrameJson().frame(NONE))).isEmpty();
    assertThat(FrameSchema.problems(line.replace("\"x\":0", "\"x\":-1"))).isNotEmpty();
    assertThat(FrameSchema.problems(line.replace("track", "face"))).isNotEmpty();
    assertThat(FrameSchema.problems(line.replace("disgust", "bored"))).isNotEmpty();
  }

  @Test
  void csvIsARowAFaceAndOneForAFrameWithout() {
    FrameCsv csv = new FrameCsv(CLASSES);
    assertThat(csv.header())
        .isEqualTo(
            "frame,timeMs,track,x,y,width,height,emotion,confidence,angry,happy,score,roll\n");
    assertThat(csv.frame(TWO))
        .isEqualTo(
            "7,280,1,1,2,30,40,happy,0.750000,0.250000,0.750000,1.000000,\n"
                + "7,280,4,9,8,7,6,angry,0.750000,0.750000,0.250000,1.000000,\n");
    assertThat(csv.frame(NONE)).isEqualTo("8,313.367,,,,,,,,,,,\n");
    assertThat(csv.frame(new FrameResult(0, 0, List.of()))).startsWith("0,0,,");
  }

  @Test
  void theTimelineHasARowATrackWithItsProbabilitiesAndEmotions() throws IOException {
    EmotionTimeline timeline = new EmotionTimeline(CLASSES, Optional.empty());
    for (int i = 0; i < 100; i++) {
      double happy = i < 50 ? 0.9 : 0.1;
      timeline.add(
          new FrameResult(
              i,
              i * 100_000L,
              i < 20
                  ? List.of(face(1, new FaceBox(0, 0, 9, 9), happy))
                  : List.of(
                      face(1, new FaceBox(0, 0, 9, 9), happy),
                      face(2, new FaceBox(0, 0, 9, 9), 0.9))));
    }
    timeline.finish();
    Path file = folder.resolve("timeline.png");
    TimelineImage.write(file, timeline, "clip.mp4");

    BufferedImage image = ImageIO.read(file.toFile());
    int angry = 0xB3261E;
    int happy = 0xF2C832;
    int left = image.getWidth() - 28 - 1000;
    int early = left + 100;
    int later = left + 400;
    int late = left + 900;
    assertThat(rgb(image, early, 139)).as("nine tenths of the area").isEqualTo(happy);
    assertThat(rgb(image, early, 158)).as("the tenth at its bottom").isEqualTo(angry);
    assertThat(rgb(image, late, 139)).isEqualTo(angry);
    assertThat(rgb(image, late, 119)).as("the tenth at its top").isEqualTo(happy);
    assertThat(rgb(image, later, 165)).as("the strip").isEqualTo(happy);
    assertThat(rgb(image, late, 165)).isEqualTo(angry);
    for (int row : new int[] {201, 227}) { // area and strip of the second track
      assertThat(rgb(image, early, row)).isNotIn(happy, angry);
      assertThat(rgb(image, later, row)).isEqualTo(happy);
      assertThat(rgb(image, late, row)).isEqualTo(happy);
    }
  }

  @Test
  void theTimelineOfAnEmptyVideoIsAnImageToo() {
    EmotionTimeline timeline = new EmotionTimeline(CLASSES, Optional.empty());
    timeline.finish();
    Path file = folder.resolve("timeline.png");
    TimelineImage.write(file, timeline, "clip.mp4");
    assertThat(Files.exists(file)).isTrue();
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }
}
