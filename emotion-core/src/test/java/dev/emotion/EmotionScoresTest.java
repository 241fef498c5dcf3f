package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmotionScoresTest {
  private final EmotionScores scores =
      new EmotionScores(new EmotionClasses(List.of("happy", "sad")), List.of(0.75, 0.25));

  @Test
  void findsAClassByAnySpellingOfItsName() {
    assertThat(scores.probability("happy")).isEqualTo(0.75);
    assertThat(scores.probability("Sadness")).isEqualTo(0.25);
  }

  @Test
  void refusesANameThatIsNoneOfTheClasses() {
    assertThatThrownBy(() -> scores.probability("bored"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no class 'bored', expected one of happy, sad");
  }
}
