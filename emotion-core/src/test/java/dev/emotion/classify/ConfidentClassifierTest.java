package dev.emotion.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.testing.FakeClassifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfidentClassifierTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));

  private static EmotionScores ask(double probability, double minConfidence) {
    FaceClassifier model =
        new FakeClassifier(
            CLASSES, face -> new EmotionScores(CLASSES, List.of(1 - probability, probability)));
    return new ConfidentClassifier(model, minConfidence)
        .classify(List.of(FacePixels.of(1, new byte[1])))
        .get(0);
  }

  @Test
  void isUncertainBelowTheBoundOnly() {
    assertThat(ask(0.7, 0.71).emotion()).isEqualTo("uncertain");
    assertThat(ask(0.7, 0.7).emotion()).isEqualTo("sad");
    assertThat(ask(0.7, 0).emotion()).isEqualTo("sad");
  }

  @Test
  void givesTheProbabilitiesAllTheSame() {
    EmotionScores scores = ask(0.75, 0.9);
    assertThat(scores.probabilities()).containsExactly(0.25, 0.75);
    assertThat(scores.confidence()).isEqualTo(0.75);
    assertThat(scores.best()).isEqualTo(1);
  }

  @Test
  void refusesABoundThatIsNoProbability() {
    assertThatThrownBy(() -> ask(0.7, 1.5)).isInstanceOf(IllegalArgumentException.class);
  }
}
