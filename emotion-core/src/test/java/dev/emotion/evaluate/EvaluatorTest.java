package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.testing.FakeClassifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad", "fear"));

  /** Says the class that the pixel names. */
  private static final FaceClassifier PIXEL_READER =
      new FakeClassifier(
          CLASSES,
          face -> {
            double[] row = new double[CLASSES.count()];
            row[face.get(0, 0)] = 1;
            return EmotionScores.of(CLASSES, row);
          });

  private static LabeledFace face(int label, int pixel, String origin) {
    return new LabeledFace(FacePixels.of(1, new byte[] {(byte) pixel}), label, origin);
  }

  @Test
  void comparesEachFaceWithItsOwnLabelAcrossChunks() {
    List<LabeledFace> faces = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      faces.add(face(i % 3, i < 600 ? i % 3 : (i + 1) % 3, "a.csv:" + i));
    }
    List<Integer> progress = new ArrayList<>();
    EvaluationReport report = new Evaluator(PIXEL_READER).evaluate(faces, progress::add);
    assertThat(report.correct()).isEqualTo(600);
    assertThat(report.outcomes()).extracting(FaceOutcome::origin).endsWith("a.csv:699");
    // 600 = 3 * 200: the last hundred begin with label 0, said to be 1.
    assertThat(report.confusionMatrix().count(0, 1)).isEqualTo(34);
    assertThat(report.confusionMatrix().count(1, 0)).isZero();
    assertThat(report.imagesPerSecond()).isPositive().isFinite();
    assertThat(progress).isSorted().endsWith(700).hasSizeGreaterThan(1);
  }

  @Test
  void rejectsALabelThatTheClassifierLacks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluator(PIXEL_READER).evaluate(List.of(face(3, 0, "a.csv:2"))))
        .withMessage("a.csv:2: label 3, expected below 3");
  }

  @Test
  void rejectsAnEmptyList() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluator(PIXEL_READER).evaluate(List.of()))
        .withMessage("no faces to evaluate on");
  }
}
