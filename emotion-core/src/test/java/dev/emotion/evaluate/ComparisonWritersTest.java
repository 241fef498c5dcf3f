package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.image.ImageFiles;
import dev.emotion.testing.CommaLocale;
import dev.emotion.testing.ImagePixels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How comparisons are written, wherever the program runs. */
@ExtendWith(CommaLocale.class)
class ComparisonWritersTest {
  private static final EmotionClasses CLASSES =
      new EmotionClasses(List.of("happy", "sad", "a-class-with-a-name-too-long-for-a-face"));

  /** Of f0 to f4: both right, A alone, A alone, B alone, neither and otherwise. */
  private static final ModelComparison COMPARISON =
      new ModelComparison(report(List.of(0, 0, 1, 0, 1)), report(List.of(0, 1, 0, 1, 2)));

  @TempDir Path folder;

  private static EvaluationReport report(List<Integer> said) {
    List<Integer> actual = List.of(0, 0, 1, 1, 0);
    List<FaceOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      double[] row = new double[3];
      row[said.get(i)] = 1;
      outcomes.add(new FaceOutcome("f" + i, actual.get(i), EmotionScores.of(CLASSES, row)));
    }
    return new EvaluationReport(CLASSES, outcomes, 1);
  }

  @Test
  void printsBothAccuraciesTheFourFieldsAndTheClasses() {
    // Wilson's interval of 3 and 2 of 5 as scipy has it. p of 2 and 1: 2 (1 + 3) / 8.
    assertThat(ComparisonText.of(COMPARISON, "A: a.zip\nB: b.zip", Optional.empty()))
        .isEqualTo(
            """
            A: a.zip
            B: b.zip

            Accuracy of A      60.00 %  (95 % interval 23.07 to 88.24 %; 3 of 5 right)
            Accuracy of B      40.00 %  (95 % interval 11.76 to 76.93 %; 2 of 5 right)
            B minus A          -20.00 points  (McNemar's exact p 1.0000)
            Same answer        20.00 %  (1 of 5)

                     B right  B wrong
            A right        1        2
            A wrong        1        1

            Class                                    Faces  A right  B right  Both right  Only A  Only B  Both wrong       p
            happy                                        3        2        1           1       1       0           1  1.0000
            sad                                          2        1        1           0       1       1           0  1.0000
            a-class-with-a-name-too-long-for-a-face      0        0        0           0       0       0           0  1.0000
            all                                          5        3        2           1       2       1           1  1.0000

            p: the chance of a difference at least as large, were both equally good
            """);
  }

  @Test
  void writesEveryMemberOfTheJson() {
    String text =
        ComparisonJson.of(COMPARISON, List.of("a.zip", "b.zip"), "fer, test", Optional.empty());
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "data",
            "count",
            "a",
            "b",
            "bothRight",
            "onlyA",
            "onlyB",
            "bothWrong",
            "mcNemarP",
            "perClass",
            "differences");
    assertThat(json.getAsJsonObject("a").keySet())
        .containsExactly("model", "accuracy", "accuracyInterval95");
    assertThat(json.getAsJsonObject("b").get("accuracy").getAsDouble()).isEqualTo(0.4);
    assertThat(json.get("onlyA").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonObject("perClass").get("happy"))
        .hasToString(
            "{\"bothRight\":1,\"onlyA\":1,\"onlyB\":0,\"bothWrong\":1,\"mcNemarP\":1.0,\"support\":3}");
    assertThat(json.getAsJsonArray("differences")).hasSize(4);
    assertThat(json.getAsJsonArray("differences").get(0))
        .hasToString("{\"id\":\"f1\",\"actual\":\"happy\",\"a\":\"happy\",\"b\":\"sad\"}");
    assertThat(text.lines()).hasSize(json.size() + 2);
  }

  @Test
  void drawsEachDifferenceInItsBlock() {
    List<FacePixels> faces = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      faces.add(FacePixels.of(1, new byte[] {(byte) (40 + 40 * i)}));
    }
    Path file = folder.resolve("sheet.png");
    ComparisonSheet.write(file, COMPARISON, faces, List.of("A: a.zip", "B: b.zip"));
    try (Mat image = ImageFiles.read(file)) {
      // Title and two lines, then blocks of one row; f0, of which both say the same, is in none.
      int first = 24 + 2 * 24 + 48 + 48;
      int block = 48 + 96 + 3 * 14 + 8;
      assertThat(ImagePixels.color(image, 24 + 48, first)).isEqualTo(0x505050);
      assertThat(ImagePixels.color(image, 24 + 96 + 8 + 48, first)).isEqualTo(0x787878);
      assertThat(ImagePixels.color(image, 24 + 48, first + block)).isEqualTo(0xA0A0A0);
      assertThat(ImagePixels.color(image, 24 + 48, first + 2 * block)).isEqualTo(0xC8C8C8);
      assertThat(image.rows()).isEqualTo(24 + 2 * 24 + 3 * block + 24);
    }
  }

  @Test
  void aSheetOfManyDifferencesShowsSomeOfEachBlock() {
    EvaluationReport right = repeated(0, 5000);
    EvaluationReport wrong = repeated(1, 5000);
    List<FacePixels> faces = Collections.nCopies(5000, FacePixels.of(1, new byte[1]));
    Path file = folder.resolve("many.png");
    ComparisonSheet.write(file, new ModelComparison(right, wrong), faces, List.of());
    try (Mat image = ImageFiles.read(file)) {
      assertThat(image.rows()).isLessThan(2_000);
    }
  }

  private static EvaluationReport repeated(int said, int count) {
    double[] row = new double[3];
    row[said] = 1;
    FaceOutcome outcome = new FaceOutcome("f", 0, EmotionScores.of(CLASSES, row));
    return new EvaluationReport(CLASSES, Collections.nCopies(count, outcome), 1);
  }
}
