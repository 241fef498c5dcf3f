package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceClassifier;
import dev.emotion.FacePixels;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.testing.FakeClassifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));
  private static final List<LabeledFace> FACES =
      List.of(face(10, 0), face(200, 1), face(90, 1), face(250, 0));

  private static LabeledFace face(int grey, int label) {
    return new LabeledFace(FacePixels.of(1, new byte[] {(byte) grey}), label, "made:" + grey);
  }

  /** Says sad by the brightness. */
  private static final FaceClassifier TEACHER =
      new FakeClassifier(
          CLASSES,
          face -> {
            double sad = face.get(0, 0) / 250.0;
            return new EmotionScores(CLASSES, List.of(1 - sad, sad));
          });

  @Test
  void areTheSmoothedLabelsWithoutATeacher() {
    assertThat(new Targets(FACES, CLASSES, 0.1).of(List.of(1, 0)))
        .usingRecursiveComparison()
        .isEqualTo(List.of(new double[] {0.05, 0.95}, new double[] {0.95, 0.05}));
  }

  @Test
  void takeTheTeachersShareOfEachFace() {
    Targets targets = new Targets(FACES, CLASSES, 0);
    targets.mix(TEACHER, 0.25);
    List<double[]> rows = targets.of(List.of(0, 1, 2, 3));
    assertThat(rows.get(0)[1]).isCloseTo(0.25 * 10 / 250, within(1e-12));
    assertThat(rows.get(1)[1]).isCloseTo(0.75 + 0.25 * 200 / 250, within(1e-12));
    assertThat(rows.get(2)[1]).isCloseTo(0.75 + 0.25 * 90 / 250, within(1e-12));
    assertThat(rows.get(3)[1]).isCloseTo(0.25, within(1e-12));
    assertThat(rows).allSatisfy(row -> assertThat(row[0] + row[1]).isCloseTo(1, within(1e-12)));
  }
}
