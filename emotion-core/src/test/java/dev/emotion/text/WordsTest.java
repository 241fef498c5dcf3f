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
  void aClockHasHoursWhereThereAreAny() {
    assertThat(Words.clock(0)).isEqualTo("0:00");
    assertThat(Words.clock(65)).isEqualTo("1:05");
    assertThat(Words.clock(3599)).isEqualTo("59:59");
    assertThat(Words.clock(3723)).isEqualTo("1:02:03");
    assertThat(Words.clock(360_000)).isEqualTo("100:00:00");
  }

  @Test
  void theLastChoiceStandsBehindOr() {
    assertThat(Words.either(List.of("a"))).isEqualTo("a");
    assertThat(Words.either(List.of("a", "b"))).isEqualTo("a or b");
    assertThat(Words.either(List.of("a", "b", "c"))).isEqualTo("a, b or c");
  }
}
