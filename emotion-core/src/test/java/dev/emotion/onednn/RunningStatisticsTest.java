package dev.emotion.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

class RunningStatisticsTest {
  private final FloatPointer mean = new FloatPointer(0f);
  private final FloatPointer variance = new FloatPointer(0f);
  private final FloatPointer runningMean = new FloatPointer(0f);
  private final FloatPointer runningLog10Stdev = new FloatPointer(0f);
  private final FloatPointer meanGradient = new FloatPointer(0f);
  private final FloatPointer log10StdevGradient = new FloatPointer(0f);

  private void step() {
    new RunningStatistics(
            0.9, mean, variance, runningMean, runningLog10Stdev, meanGradient, log10StdevGradient)
        .run();
    runningMean.put(runningMean.get() - meanGradient.get());
    runningLog10Stdev.put(runningLog10Stdev.get() - log10StdevGradient.get());
  }

  @Test
  void moveTowardsThoseOfTheBatch() {
    mean.put(2);
    variance.put(9);
    step();
    assertThat(runningMean.get()).isCloseTo(0.2f, within(1e-6f));
    assertThat(Math.pow(100, runningLog10Stdev.get())).isCloseTo(0.9 * 1 + 0.1 * 9, within(1e-5));
  }

  /** As a channel behind a ReLU that is never positive. */
  @Test
  void stayNumbersWhereAChannelIsAlwaysZero() {
    for (int i = 0; i < 10_000; i++) {
      step();
    }
    assertThat(runningLog10Stdev.get()).isCloseTo(-15, within(0.1f));
  }
}
