package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {
  private static final EmotionClasses CLASSES =
      new EmotionClasses(List.of("happy", "sad", "neutral"));

  /**
   * Faces whose labels are drawn from softmax(logits), shown to a model that says softmax(t
   * logits): t is the temperature that puts it right.
   */
  private static EvaluationReport report(double t) {
    Random random = new Random(1);
    List<FaceOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double[] logits = random.doubles(3, -2, 2).toArray();
      double[] honest = softmax(logits, 1);
      double draw = random.nextDouble();
      int actual = draw < honest[0] ? 0 : draw < honest[0] + honest[1] ? 1 : 2;
      outcomes.add(
          new FaceOutcome("face " + i, actual, EmotionScores.of(CLASSES, softmax(logits, t))));
    }
    return new EvaluationReport(CLASSES, outcomes, 1);
  }

  private static double[] softmax(double[] logits, double factor) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(factor * logits[c]);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2.5})
  void findsTheTemperatureThatMadeAModelDishonest(double t) {
    assertThat(Calibration.temperature(report(t))).isCloseTo(t, within(0.04 * t));
  }

  @Test
  void isOneForAModelThatIsAlwaysRight() {
    List<FaceOutcome> outcomes =
        List.of(new FaceOutcome("a", 0, EmotionScores.of(CLASSES, new double[] {0.6, 0.3, 0.1})));
    assertThat(Calibration.temperature(new EvaluationReport(CLASSES, outcomes, 1))).isEqualTo(1);
  }

  @Test
  void isBoundedForAModelThatIsAlwaysWrong() {
    List<FaceOutcome> outcomes =
        List.of(new FaceOutcome("a", 1, EmotionScores.of(CLASSES, new double[] {1, 0, 0})));
    assertThat(Calibration.temperature(new EvaluationReport(CLASSES, outcomes, 1)))
        .isBetween(0.09, 10.1);
  }
}
