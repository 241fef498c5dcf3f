package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every expected number is worked out by hand beside it. */
class EvaluationReportTest {
  private static final EmotionClasses THREE = new EmotionClasses(List.of("happy", "sad", "fear"));

  /** Labels and guesses: 0→0 0→1 0→1 1→1 2→0. Confidences: 0.6 0.7 0.5 0.9 0.8. */
  private static final EvaluationReport REPORT =
      new EvaluationReport(
          THREE,
          List.of(
              outcome(0, 0.6, 0.3, 0.1),
              outcome(0, 0.2, 0.7, 0.1),
              outcome(0, 0.1, 0.5, 0.4),
              outcome(1, 0.05, 0.9, 0.05),
              outcome(2, 0.8, 0.2, 0.0)),
          100);

  private static FaceOutcome outcome(int actual, double... row) {
    return new FaceOutcome("a.csv:2", actual, EmotionScores.of(THREE, row));
  }

  @Test
  void countsRowsAsActualAndColumnsAsPredicted() {
    ConfusionMatrix matrix = REPORT.confusionMatrix();
    assertThat(matrix.rows())
        .containsExactly(List.of(1L, 2L, 0L), List.of(0L, 1L, 0L), List.of(1L, 0L, 0L));
    assertThat(matrix.count(0, 1)).isEqualTo(2);
    assertThat(matrix.actual(0)).isEqualTo(3);
    assertThat(matrix.predicted(0)).isEqualTo(2);
    assertThat(matrix.correct()).isEqualTo(2);
    assertThat(matrix.total()).isEqualTo(5);
  }

  @Test
  void givesPrecisionRecallAndF1OfEachClass() {
    assertThat(REPORT.perClass())
        .containsExactly(
            new ClassMetrics(1 / 2.0, 1 / 3.0, 2 / 5.0, 3), // F1: 2 * 1/6 / (5/6)
            new ClassMetrics(1 / 3.0, 1.0, 1 / 2.0, 1), // F1: 2 * 1/3 / (4/3)
            new ClassMetrics(0, 0, 0, 1)); // never said: precision 0
  }

  @Test
  void averagesPlainAndWeightedBySupport() {
    MeanMetrics macro = REPORT.macro();
    assertThat(macro.precision()).isEqualTo((1 / 2.0 + 1 / 3.0) / 3, within(1e-15));
    assertThat(macro.recall()).isEqualTo((1 / 3.0 + 1) / 3, within(1e-15));
    assertThat(macro.f1()).isEqualTo((0.4 + 0.5) / 3, within(1e-15));
    MeanMetrics weighted = REPORT.weighted();
    assertThat(weighted.precision()).isEqualTo((3 / 2.0 + 1 / 3.0) / 5, within(1e-15));
    assertThat(weighted.recall()).isEqualTo(REPORT.accuracy(), within(1e-15));
    assertThat(weighted.f1()).isEqualTo((3 * 0.4 + 0.5) / 5, within(1e-15));
  }

  @Test
  void leavesClassesWithoutFacesOutOfTheMeans() {
    EvaluationReport report =
        new EvaluationReport(
            THREE, List.of(outcome(0, 1, 0, 0), outcome(0, 0, 0, 1), outcome(1, 0, 1, 0)), 1);
    assertThat(report.perClass().get(2)).isEqualTo(new ClassMetrics(0, 0, 0, 0));
    assertThat(report.macro().recall()).isEqualTo((0.5 + 1) / 2);
    assertThat(report.macro().precision()).isEqualTo(1);
  }

  @Test
  void givesAccuracyWithItsInterval() {
    assertThat(REPORT.count()).isEqualTo(5);
    assertThat(REPORT.correct()).isEqualTo(2);
    assertThat(REPORT.accuracy()).isEqualTo(0.4);
    assertThat(REPORT.accuracyInterval()).isEqualTo(WilsonInterval.of(2, 5));
  }

  @Test
  void countsTheTwoMostProbableClasses() {
    // Right at once: 1 and 4. Second: 2 (0.2 after 0.7). Third: 3 and 5.
    assertThat(REPORT.top2Accuracy()).isEqualTo(3 / 5.0);
  }

  @Test
  void breaksTiesByTheLowestIndex() {
    FaceOutcome first = outcome(0, 0.4, 0.4, 0.2);
    FaceOutcome second = outcome(1, 0.4, 0.4, 0.2);
    assertThat(first.predicted()).isZero();
    assertThat(first.rank()).isZero();
    assertThat(first.isCorrect()).isTrue();
    assertThat(second.predicted()).isZero();
    assertThat(second.rank()).isEqualTo(1);
    assertThat(second.isCorrect()).isFalse();
    double third = 1 / 3.0;
    assertThat(outcome(2, third, third, third).rank()).isEqualTo(2);
  }

  @Test
  void takesLogLossOfTheActualClassAndKeepsItFinite() {
    // ln 0.6 = -0.510826, ln 0.2 = -1.609438, ln 0.1 = -2.302585, ln 0.9 = -0.105361,
    // ln 1e-15 = -34.538776; the sum is 39.066986.
    assertThat(REPORT.logLoss()).isEqualTo(39.066986 / 5, within(1e-6));
    assertThat(new EvaluationReport(THREE, List.of(outcome(1, 0, 1, 0)), 1).logLoss()).isZero();
  }

  @Test
  void weighsTheGapsBetweenConfidenceAndAccuracyByBin() {
    // Bins of 1/15. All five confidences fall into bins of their own:
    // |0.6 - 1| + |0.7 - 0| + |0.5 - 0| + |0.9 - 1| + |0.8 - 0| = 2.5.
    assertThat(REPORT.expectedCalibrationError()).isEqualTo(2.5 / 5, within(1e-12));
  }

  @Test
  void letsRightAndWrongOfOneBinCancel() {
    // Both in (9/15, 10/15]: mean confidence 0.64, accuracy 0.5.
    EvaluationReport report =
        new EvaluationReport(
            THREE, List.of(outcome(0, 0.62, 0.2, 0.18), outcome(0, 0.2, 0.66, 0.14)), 1);
    assertThat(report.expectedCalibrationError()).isEqualTo(0.14, within(1e-12));
  }

  @Test
  void putsABoundIntoTheBinBelowIt() {
    // 0.6 = 9/15 closes the ninth bin; 0.61 is in the tenth: they don't cancel.
    EvaluationReport report =
        new EvaluationReport(
            THREE, List.of(outcome(0, 0.6, 0.3, 0.1), outcome(0, 0.3, 0.61, 0.09)), 1);
    assertThat(report.expectedCalibrationError()).isEqualTo((0.4 + 0.61) / 2, within(1e-12));
  }

  @Test
  void rejectsAnEvaluationOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EvaluationReport(THREE, List.of(), 1))
        .withMessage("no faces to evaluate on");
  }

  @Test
  void rejectsAnInfiniteSpeed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new EvaluationReport(
                    THREE, List.of(outcome(0, 1, 0, 0)), Double.POSITIVE_INFINITY));
  }

  @Test
  void rejectsALabelBeyondTheClasses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outcome(3, 1, 0, 0))
        .withMessage("a.csv:2: label 3, expected below 3");
  }

  @Test
  void copiesItsOutcomes() {
    List<FaceOutcome> outcomes = new ArrayList<>(List.of(outcome(0, 1, 0, 0)));
    EvaluationReport report = new EvaluationReport(THREE, outcomes, 1);
    outcomes.clear();
    assertThat(report.count()).isEqualTo(1);
  }
}
