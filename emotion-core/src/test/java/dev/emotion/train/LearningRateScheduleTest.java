package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  private static LearningRateSchedule schedule(double warmup, int epochs) {
    return new LearningRateSchedule(new Schedule(0.2, warmup, epochs, 0), 10);
  }

  @Test
  void risesStraightThenFallsAlongHalfACosine() {
    LearningRateSchedule schedule = schedule(1, 3);
    // Ten warm-up steps; the first is half-way to a tenth of the peak.
    assertThat(schedule.rate(0)).isCloseTo(0.2 * 0.05, within(1e-12));
    assertThat(schedule.rate(9)).isCloseTo(0.2 * 0.95, within(1e-12));
    // Twenty steps down: a quarter of the way is cos(45 degrees), the middle is half the peak.
    assertThat(schedule.rate(10))
        .isCloseTo(0.2 * 0.5 * (1 + Math.cos(Math.PI / 40)), within(1e-12));
    assertThat((schedule.rate(19) + schedule.rate(20)) / 2).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.rate(29)).isBetween(0.0, 0.2 * 0.01);
  }

  @Test
  void withoutWarmupItOnlyFalls() {
    LearningRateSchedule schedule = schedule(0, 1);
    for (int step = 1; step < 10; step++) {
      assertThat(schedule.rate(step)).isLessThan(schedule.rate(step - 1)).isPositive();
    }
    assertThat(schedule.rate(0)).isGreaterThan(0.19);
  }
}
