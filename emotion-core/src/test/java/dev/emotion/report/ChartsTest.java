package dev.emotion.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.FaceOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));

  @Test
  void drawsTheCoverageOfAModelThatIsAlwaysRight() {
    FaceOutcome right = new FaceOutcome("a", 0, new EmotionScores(CLASSES, List.of(0.9, 0.1)));
    String chart = Charts.coverage(new EvaluationReport(CLASSES, List.of(right), 1), List.of());
    assertThat(chart).contains("100 %", "90 %").doesNotContain("NaN");
  }
}
