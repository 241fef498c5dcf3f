package dev.emotion.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @Test
  void hasRoundTicksAroundTheValues() {
    Axis axis = Axis.around(0.83, 1.71, 300);
    assertThat(axis.ticks())
        .containsExactly(new double[] {0.8, 1, 1.2, 1.4, 1.6, 1.8}, within(1e-9));
    assertThat(axis.label(1.2000000000000002)).isEqualTo("1.2");
    assertThat(axis.at(0.8)).isCloseTo(0, within(1e-9));
    assertThat(axis.at(1.8)).isCloseTo(300, within(1e-9));
  }

  @Test
  void oneValueHasAnAxisToo() {
    Axis axis = Axis.around(5, 5, 100);
    assertThat(axis.low()).isLessThanOrEqualTo(5);
    assertThat(axis.high()).isGreaterThan(5);
    assertThat(new Axis(1, 1, 1, 100).at(1)).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.7, 1", "1, 1", "1.3, 2", "4.1, 5", "7, 10", "0.03, 0.05", "420, 500"})
  void roundsUpToOneTwoOrFive(double value, double rounded) {
    assertThat(Axis.roundUp(value)).isCloseTo(rounded, within(1e-9));
  }
}
