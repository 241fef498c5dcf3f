package dev.emotion.train;

import dev.emotion.draw.Axis;
import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * A range test as an image: the loss of each step and the smoothed loss by learning rate, on a
 * logarithmic axis, the suggested rate dashed.
 */
final class RateChart {
  private static final int LOSS = 0xBBD2E6;
  private static final int SMOOTHED = Chart.BLUE;
  private static final int SUGGESTED = Chart.ORANGE;

  private static final int PLOT_WIDTH = 720;
  private static final int PLOT_HEIGHT = 380;
  private static final int PLOT_TOP = Chart.HEADING + 54;
  private static final int LEFT = Chart.MARGIN + 58;
  private static final int BOTTOM = PLOT_TOP + PLOT_HEIGHT;
  private static final int FOOT = 64;

  /** A loss this many times the highest smoothed one is left out. */
  private static final double OUTLIER = 1.5;

  private RateChart() {}

  /**
   * Draws the test.
   *
   * @param range losses that are not finite, or beyond the axis, are left out
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   */
  static void write(RateRange range, Path file) {
    try (Canvas canvas =
        new Canvas(LEFT + PLOT_WIDTH + Chart.MARGIN, BOTTOM + FOOT, Chart.BACKGROUND)) {
      draw(canvas, range);
      canvas.write(file);
    }
  }

  private static void draw(Canvas canvas, RateRange range) {
    String note =
        range.suggestion().isPresent()
            ? String.format(
                Locale.ROOT,
                "suggested: %.2g (dashed), a tenth of %.2g where the smoothed loss is lowest",
                range.suggestion().getAsDouble(),
                range.rates().get(range.lowest()))
            : "no rate to suggest: the loss never fell";
    Chart.heading(canvas, "Loss by learning rate", note);
    List<Chart.Key> keys =
        List.of(new Chart.Key(LOSS, "each batch"), new Chart.Key(SMOOTHED, "smoothed"));
    int legend = canvas.width() - Chart.MARGIN - Chart.legendWidth(keys);
    Chart.legend(canvas, keys, legend, Chart.MARGIN + Chart.TITLE);
    Axis up = lossAxis(range);
    // Powers of ten, from the first rate to the highest there could have been.
    Axis across = new Axis(Math.log10(range.rates().get(0)), 0, 1, PLOT_WIDTH);
    Chart.upwards(canvas, up, LEFT, BOTTOM, PLOT_WIDTH, up::label);
    Chart.across(canvas, across, LEFT, BOTTOM, RateChart::power);
    canvas.text("loss", LEFT, PLOT_TOP - 14, Chart.NAME, Chart.INK);
    canvas.centred("learning rate", LEFT + PLOT_WIDTH / 2, BOTTOM + 42, Chart.NAME, Chart.INK);
    curve(canvas, range.rates(), range.losses(), across, up, 1, LOSS);
    range
        .suggestion()
        .ifPresent(
            rate -> {
              double x = LEFT + across.at(Math.log10(rate));
              Chart.dashes(canvas, x, PLOT_TOP, BOTTOM, 2, SUGGESTED);
            });
    curve(canvas, range.rates(), range.smoothed(), across, up, 2, SMOOTHED);
  }

  /** Has room for all losses, but for single ones far above the smoothed ones. */
  private static Axis lossAxis(RateRange range) {
    DoubleSummaryStatistics all = finite(range.losses());
    if (all.getCount() == 0) {
      return Axis.around(0, 1, PLOT_HEIGHT);
    }
    double high = Math.min(all.getMax(), OUTLIER * finite(range.smoothed()).getMax());
    return Axis.around(all.getMin(), high, PLOT_HEIGHT);
  }

  private static DoubleSummaryStatistics finite(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .summaryStatistics();
  }

  private static void curve(
      Canvas canvas,
      List<Double> rates,
      List<Double> values,
      Axis across,
      Axis up,
      int thickness,
      int color) {
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (int i = 0; i < rates.size(); i++) {
      double value = values.get(i);
      double x = LEFT + across.at(Math.log10(rates.get(i)));
      double y = value >= up.low() && value <= up.high() ? BOTTOM - up.at(value) : Double.NaN;
      if (Double.isFinite(y) && Double.isFinite(lastY)) {
        canvas.line(lastX, lastY, x, y, thickness, color);
      }
      lastX = x;
      lastY = y;
    }
  }

  /** 0.01 and more as it is, less as a power. */
  private static String power(double exponent) {
    return exponent < -2.5
        ? "1e" + Math.round(exponent)
        : String.format(
            Locale.ROOT, "%." + Math.max(0, Math.round(-exponent)) + "f", Math.pow(10, exponent));
  }
}
