package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.image.ImageFiles;
import dev.emotion.testing.CommaLocale;
import dev.emotion.testing.ImagePixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How evaluations are written, wherever the program runs. */
@ExtendWith(CommaLocale.class)
class EvaluationWritersTest {
  private static final EmotionClasses CLASSES =
      new EmotionClasses(List.of("happy", "überrascht", "fear"));
  private static final EvaluationReport REPORT =
      new EvaluationReport(
          CLASSES,
          List.of(
              outcome("a.csv:2", 0, 0.75, 0.125, 0.125),
              outcome("a.csv:3", 0, 0.25, 0.5, 0.25),
              outcome("b, \"c\".png", 1, 0, 1, 0),
              outcome("a.csv:5", 0, 0.25, 0.5, 0.25)),
          250);

  @TempDir Path folder;

  private static FaceOutcome outcome(String origin, int actual, double... row) {
    return new FaceOutcome(origin, actual, EmotionScores.of(CLASSES, row));
  }

  @Test
  void alignsTheTextForAnyClassNames() {
    assertThat(EvaluationText.of(REPORT, "vgg on a.csv, test: 4 faces", Optional.empty()))
        .isEqualTo(
            """
            vgg on a.csv, test: 4 faces

            Accuracy           50.00 %  (95 % interval 15.00 to 85.00 %; 2 of 4 right)
            Top-2 accuracy     100.00 %
            Log loss           0.7651
            Calibration error  0.3125
            Speed              250.0 images/s (encoding and network)

            Class          Precision  Recall      F1  Support
            happy             1.0000  0.3333  0.5000        3
            überrascht        0.3333  1.0000  0.5000        1
            fear              0.0000  0.0000  0.0000        0
            macro mean        0.6667  0.6667  0.5000        4
            weighted mean     0.8333  0.5000  0.5000        4

            Confusion matrix (rows actual, columns predicted)
                        happy  überrascht  fear
            happy           1           2     0
            überrascht      0           1     0
            fear            0           0     0
            """);
  }

  @Test
  void writesEveryMemberOfTheJson() {
    String text = EvaluationJson.of(REPORT, "vgg", "a.csv, test", Optional.empty());
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "model",
            "data",
            "count",
            "accuracy",
            "accuracyInterval95",
            "top2Accuracy",
            "logLoss",
            "expectedCalibrationError",
            "imagesPerSecond",
            "classes",
            "confusionMatrix",
            "perClass",
            "macro",
            "weighted");
    assertThat(json.get("count").getAsInt()).isEqualTo(4);
    assertThat(json.get("accuracy").getAsDouble()).isEqualTo(0.5);
    assertThat(json.get("classes")).hasToString("[\"happy\",\"überrascht\",\"fear\"]");
    assertThat(json.get("confusionMatrix")).hasToString("[[1,2,0],[0,1,0],[0,0,0]]");
    assertThat(json.getAsJsonObject("perClass").get("überrascht"))
        .hasToString("{\"precision\":0.3333333333333333,\"recall\":1.0,\"f1\":0.5,\"support\":1}");
    assertThat(json.getAsJsonObject("macro").keySet()).containsExactly("precision", "recall", "f1");
    assertThat(json.getAsJsonObject("weighted").get("recall").getAsDouble()).isEqualTo(0.5);
    assertThat(text.lines()).hasSize(json.size() + 2);
  }

  /** Of three faces said to be surprised, people call two happy. */
  private static final VotesReport PEOPLE =
      new VotesReport(
          4,
          new ConfusionMatrix(
              REPORT.classes(),
              List.of(List.of(0L, 2L, 0L), List.of(0L, 1L, 0L), List.of(0L, 0L, 0L))),
          new ConfusionMatrix(
              REPORT.classes(),
              List.of(List.of(0L, 1L, 0L), List.of(0L, 1L, 0L), List.of(0L, 0L, 0L))));

  @Test
  void writesWhatPeopleSay() {
    String text = EvaluationJson.of(REPORT, "vgg", "a.csv, test", Optional.of(PEOPLE));
    JsonObject votes = JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("votes");
    assertThat(votes.get("matched").getAsInt()).isEqualTo(4);
    assertThat(votes.get("plurality")).hasToString("{\"count\":3,\"accuracy\":0.3333333333333333}");
    assertThat(votes.get("bothAgree")).hasToString("{\"count\":2,\"accuracy\":0.5}");
    assertThat(votes.getAsJsonObject("saidButNot").keySet())
        .containsExactly("happy", "überrascht", "fear");
    assertThat(votes.getAsJsonObject("saidButNot").get("überrascht"))
        .hasToString("{\"happy\":0.6666666666666666,\"fear\":0.0}");
    assertThat(EvaluationText.of(REPORT, "vgg", Optional.of(PEOPLE)))
        .endsWith(
            """

            People's votes on 4 of 4 faces
            Right by plurality 33.33 %  (1 of 3)
            Where label agrees 50.00 %  (1 of 2)

            What most people say of the faces said to be of a class, %
            Said        Faces  happy  überrascht  fear
            happy           0      -           -     -
            überrascht      3   66.7        33.3   0.0
            fear            0      -           -     -
            """);
  }

  @Test
  void writesARowOfPredictionsForEachFace() throws IOException {
    Path file = folder.resolve("predictions.csv");
    EvaluationCsv.write(file, REPORT);
    assertThat(Files.readAllLines(file))
        .startsWith(
            "id,actual,predicted,happy,überrascht,fear",
            "a.csv:2,happy,happy,0.750000000,0.125000000,0.125000000",
            "a.csv:3,happy,überrascht,0.250000000,0.500000000,0.250000000",
            "\"b, \"\"c\"\".png\",überrascht,überrascht,0.00000000,1.00000000,0.00000000")
        .hasSize(5);
  }

  @Test
  void writesTheMatrixWithBothClassesNamed() {
    Path file = folder.resolve("matrix.csv");
    ConfusionMatrixCsv.write(file, REPORT.confusionMatrix());
    assertThat(file)
        .hasContent(
            """
            actual/predicted,happy,überrascht,fear
            happy,1,2,0
            überrascht,0,1,0
            fear,0,0,0
            """);
  }

  @Test
  void drawsActualClassesAsRows() {
    // Everything in the first row, last column: only the cell top right is dark.
    EmotionClasses two = new EmotionClasses(List.of("happy", "sad"));
    Path file = folder.resolve("matrix.png");
    ConfusionMatrixImage.write(
        file, new ConfusionMatrix(two, List.of(List.of(0L, 9L), List.of(0L, 0L))), "title");
    try (Mat image = ImageFiles.read(file)) {
      int dark = 0x0B4F8A;
      List<int[]> places =
          IntStream.range(0, image.rows() * image.cols())
              .filter(i -> ImagePixels.color(image, i % image.cols(), i / image.cols()) == dark)
              .mapToObj(i -> new int[] {i % image.cols(), i / image.cols()})
              .toList();
      int left = places.stream().mapToInt(p -> p[0]).min().orElseThrow();
      int top = places.stream().mapToInt(p -> p[1]).min().orElseThrow();
      int cellWidth = 78;
      int cellHeight = 58;
      assertThat(ImagePixels.color(image, left - cellWidth / 2, top + 3))
          .as("no faces here")
          .isEqualTo(0xFFFFFF);
      assertThat(ImagePixels.color(image, left + 3, top + cellHeight))
          .as("empty row")
          .isEqualTo(0xF2F2F2);
    }
  }

  @Test
  void growsTheImageWithTheClassesAndTheirNames() {
    assertThat(width(2, "sad")).isLessThan(width(12, "sad"));
    assertThat(width(12, "sad")).isLessThan(width(12, "a-long-class-name"));
    // Beyond a bound names are cut, so that one of them can't make the image endless.
    assertThat(width(12, "a".repeat(50))).isEqualTo(width(12, "a".repeat(62)));
  }

  private int width(int count, String name) {
    List<String> names = IntStream.range(0, count).mapToObj(i -> name + i).toList();
    List<List<Long>> rows = names.stream().map(n -> names.stream().map(m -> 1L).toList()).toList();
    Path file = folder.resolve("matrix.png");
    ConfusionMatrixImage.write(file, new ConfusionMatrix(new EmotionClasses(names), rows), "");
    try (Mat image = ImageFiles.read(file)) {
      return image.cols();
    }
  }
}
