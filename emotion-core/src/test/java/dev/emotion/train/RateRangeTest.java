package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.image.ImageFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateRangeTest {
  /** Falls from 2 to 1 over 80 steps, then rises by a tenth a step. */
  private static RateRange valley(int steps) {
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      rates.add(1e-5 * Math.pow(10, i / 20.0));
      losses.add(i <= 80 ? 2 - i / 80.0 : Math.pow(1.1, i - 80));
    }
    return new RateRange(rates, losses);
  }

  @Test
  void suggestsATenthOfTheRateAtTheLowestSmoothedLoss() {
    RateRange range = valley(100);
    int lowest = range.lowest();
    assertThat(lowest).isBetween(81, 86); // smoothing lags behind
    assertThat(range.suggestion().orElseThrow())
        .isEqualTo(range.rates().get(lowest) / 10, within(1e-15));
  }

  @Test
  void smoothsWithoutABiasAtTheBeginning() {
    RateRange range = new RateRange(List.of(1e-5, 1e-4, 1e-3), List.of(2.0, 2.0, 1.0));
    assertThat(range.smoothed().get(0)).isEqualTo(2, within(1e-12));
    assertThat(range.smoothed().get(1)).isEqualTo(2, within(1e-12));
    // Weights 0.95 squared, 0.95 and 1.
    assertThat(range.smoothed().get(2))
        .isEqualTo((0.9025 * 2 + 0.95 * 2 + 1) / 2.8525, within(1e-12));
  }

  @Test
  void knowsAnExplosion() {
    assertThat(valley(100).exploded()).isFalse();
    assertThat(valley(160).exploded()).isTrue();
    assertThat(new RateRange(List.of(1e-5, 1e-4), List.of(2.0, Double.NaN)).exploded()).isTrue();
    assertThat(new RateRange(List.of(1e-5), List.of(Double.POSITIVE_INFINITY)).exploded()).isTrue();
  }

  @Test
  void suggestsNothingWhereTheLossNeverFell() {
    RateRange range = new RateRange(List.of(1e-5, 1e-4, 1e-3), List.of(1.0, 1.1, Double.NaN));
    assertThat(range.suggestion()).isEmpty();
  }

  @Test
  void refusesRatesWithoutLosses() {
    assertThatThrownBy(() -> new RateRange(List.of(1e-5), List.of()))
        .hasMessage("1 rates, 0 losses");
  }

  @Test
  void drawsTheSmoothedLossAndTheSuggestion(@TempDir Path folder) {
    Path file = folder.resolve("rate.png");
    RateChart.write(valley(100), file);
    try (Mat image = ImageFiles.read(file)) {
      // 1e-5 to 1 over 720 pixels from 86 on; the valley at about 10 ** -0.9, a tenth of it dashed.
      int dashed = column(image, 0xD9641E);
      assertThat(dashed).isBetween(86 + 720 * 3 / 5, 86 + 720 * 4 / 5);
      assertThat(column(image, 0x1F6FB4)).isBetween(80, 92);
    }
    RateChart.write(new RateRange(List.of(1e-5), List.of(Double.NaN)), file);
    try (Mat image = ImageFiles.read(file)) {
      assertThat(column(image, 0xD9641E)).isEqualTo(-1);
    }
  }

  /** The first column, below the legend, with a colour; -1 for none. */
  private static int column(Mat image, int color) {
    for (int x = 0; x < image.cols(); x++) {
      for (int y = 110; y < image.rows(); y++) {
        int blue = image.ptr(y, x).get(0) & 0xFF;
        int green = image.ptr(y, x).get(1) & 0xFF;
        int red = image.ptr(y, x).get(2) & 0xFF;
        if ((red << 16 | green << 8 | blue) == color) {
          return x;
        }
      }
    }
    return -1;
  }
}
