package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.testing.FakeClassifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("sad", "happy", "fear"));

  /** Says of the faces f0, f1, ... what is given. */
  private static EvaluationReport report(List<Integer> actual, List<Integer> said) {
    List<FaceOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < actual.size(); i++) {
      double[] row = new double[3];
      row[said.get(i)] = 1;
      outcomes.add(new FaceOutcome("f" + i, actual.get(i), EmotionScores.of(CLASSES, row)));
    }
    return new EvaluationReport(CLASSES, outcomes, 1);
  }

  @Test
  void countsWhoWasRight() {
    List<Integer> actual = List.of(0, 0, 0, 1, 1, 1, 1);
    // Both right of f0 and f3, A alone of f1, B alone of f2, f4 and f5, neither of f6.
    ModelComparison comparison =
        new ModelComparison(
            report(actual, List.of(0, 0, 1, 1, 0, 2, 0)),
            report(actual, List.of(0, 2, 0, 1, 1, 1, 2)));
    assertThat(comparison.counts()).isEqualTo(new PairedCounts(2, 1, 3, 1));
    assertThat(comparison.counts(0)).isEqualTo(new PairedCounts(1, 1, 1, 0));
    assertThat(comparison.counts(1)).isEqualTo(new PairedCounts(1, 0, 2, 1));
    assertThat(comparison.counts(2)).isEqualTo(new PairedCounts(0, 0, 0, 0));
    assertThat(comparison.differences()).containsExactly(1, 2, 4, 5, 6);
  }

  @Test
  void refusesOtherFacesAndOtherClasses() {
    EvaluationReport two = report(List.of(0, 1), List.of(0, 1));
    EvaluationReport otherLabel = report(List.of(0, 2), List.of(0, 1));
    EvaluationReport one = report(List.of(0), List.of(0));
    EmotionClasses others = new EmotionClasses(List.of("happy", "sad", "fear"));
    EvaluationReport ofOthers =
        new EvaluationReport(
            others,
            List.of(
                new FaceOutcome("f0", 0, EmotionScores.of(others, new double[] {1, 0, 0})),
                new FaceOutcome("f1", 1, EmotionScores.of(others, new double[] {1, 0, 0}))),
            1);
    for (EvaluationReport other : List.of(otherLabel, one, ofOthers)) {
      assertThatIllegalArgumentException().isThrownBy(() -> new ModelComparison(two, other));
    }
  }

  @Test
  void answersCanBePutIntoAnotherOrderOfClasses() {
    EmotionScores answer = EmotionScores.of(CLASSES, new double[] {0.5, 0.3, 0.2});
    FaceClassifier classifier = new FakeClassifier(CLASSES, face -> answer);
    EmotionClasses order = new EmotionClasses(List.of("fear", "sad", "happy"));
    FaceClassifier ordered = new OrderedClassifier(classifier, order);
    assertThat(ordered.classes()).isEqualTo(order);
    assertThat(ordered.side()).isEqualTo(1);
    assertThat(ordered.classify(List.of(FacePixels.of(1, new byte[1]))))
        .containsExactly(EmotionScores.of(order, new double[] {0.2, 0.5, 0.3}));
    EmotionClasses others = new EmotionClasses(List.of("fear", "sad", "surprise"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OrderedClassifier(classifier, others));
  }
}
