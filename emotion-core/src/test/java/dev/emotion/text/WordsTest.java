package dev.emotion.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void oneThingHasNoPlural() {
    assertThat(Words.count(0, "face")).isEqualTo("0 faces");
    assertThat(Words.count(1, "face")).isEqualTo("1 face");
    assertThat(Words.count(2, "face")).isEqualTo("2 faces");
  }

  @Test
  void theLastChoiceStandsBehindOr() {
    assertThat(Words.either(List.of("a"))).isEqualTo("a");
    assertThat(Words.either(List.of("a", "b"))).isEqualTo("a or b");
    assertThat(Words.either(List.of("a", "b", "c"))).isEqualTo("a, b or c");
  }
}
