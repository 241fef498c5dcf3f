package dev.emotion.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void aRowEndsWithALineFeed() {
    assertThat(Csv.row(List.of("a", "", "1.5"))).isEqualTo("a,,1.5\n");
  }

  @Test
  void whatWouldEndAFieldIsQuoted() {
    assertThat(Csv.row(List.of("a,b", "c\nd", "e\rf", " g ")))
        .isEqualTo("\"a,b\",\"c\nd\",\"e\rf\", g \n");
  }

  @Test
  void quotesAreDoubled() {
    assertThat(Csv.row(List.of("\"so\" it said"))).isEqualTo("\"\"\"so\"\" it said\"\n");
  }
}
