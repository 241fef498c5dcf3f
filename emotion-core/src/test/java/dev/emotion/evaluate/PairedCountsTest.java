package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedCountsTest {

  @ParameterizedTest
  @CsvSource({
    // 2 (C(13,0) + C(13,1) + C(13,2) + C(13,3)) / 2^13 = 2 (1 + 13 + 78 + 286) / 8192
    "3, 10, 0.09228515625",
    "10, 3, 0.09228515625",
    "0, 5, 0.0625", // 2 / 2^5
    "1, 0, 1", // 2 / 2^1
    "5, 5, 1", // 2 (1 + 10 + 45 + 120 + 210 + 252) / 1024 is above 1
    "0, 0, 1"
  })
  void theExactPIsTheDoubledTailOfTheBinomial(long onlyA, long onlyB, double p) {
    assertThat(new PairedCounts(100, onlyA, onlyB, 50).mcNemarP())
        .isCloseTo(p, withinPercentage(1e-10));
  }

  /** The same sums in whole numbers of any length, divided at the end: Python's fractions. */
  @ParameterizedTest
  @CsvSource({
    "900, 1100, 8.457089535503927e-06",
    "10000, 10300, 0.03585235973615882",
    "200, 1400, 1.0134293794265283e-221"
  })
  void largeCountsDoNotUnderflow(long onlyA, long onlyB, double p) {
    assertThat(new PairedCounts(0, onlyA, onlyB, 0).mcNemarP())
        .isCloseTo(p, withinPercentage(1e-7));
  }

  @Test
  void addsUp() {
    PairedCounts counts = new PairedCounts(5, 3, 2, 1);
    assertThat(counts.rightA()).isEqualTo(8);
    assertThat(counts.rightB()).isEqualTo(7);
    assertThat(counts.total()).isEqualTo(11);
    assertThatIllegalArgumentException().isThrownBy(() -> new PairedCounts(0, -1, 0, 0));
  }
}
