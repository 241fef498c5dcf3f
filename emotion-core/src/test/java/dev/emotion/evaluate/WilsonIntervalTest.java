package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {

  @Test
  void isWiderTowardsTheMiddle() {
    // 8 of 10, z² = 3.841459: centre (0.8 + 0.192073) / 1.384146 = 0.716740,
    // half = 1.959964 / 1.384146 * sqrt(0.016 + 0.0096036) = 0.226577.
    WilsonInterval interval = WilsonInterval.of(8, 10);
    assertThat(interval.low()).isEqualTo(0.490163, within(1e-5));
    assertThat(interval.high()).isEqualTo(0.943317, within(1e-5));
  }

  @Test
  void staysInsideZeroToOne() {
    // 0 of 10: the upper end is z² / (n + z²); 10 of 10 mirrors it.
    assertThat(WilsonInterval.of(0, 10).low()).isZero();
    assertThat(WilsonInterval.of(0, 10).high()).isEqualTo(3.841459 / 13.841459, within(1e-6));
    assertThat(WilsonInterval.of(10, 10).low()).isEqualTo(10 / 13.841459, within(1e-6));
    assertThat(WilsonInterval.of(10, 10).high()).isEqualTo(1, within(1e-12)).isLessThanOrEqualTo(1);
  }

  @Test
  void isWrittenInPercent() {
    assertThat(WilsonInterval.of(8, 10).text(1)).isEqualTo("95 % interval 49.0 to 94.3 %");
    assertThat(WilsonInterval.of(8, 10).text(2)).isEqualTo("95 % interval 49.02 to 94.33 %");
  }

  @Test
  void rejectsImpossibleCounts() {
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(3, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(0, 0));
  }
}
