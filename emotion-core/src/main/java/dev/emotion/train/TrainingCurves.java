package dev.emotion.train;

import dev.emotion.draw.Axis;
import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The course of a training as an image: loss on the left and accuracy on the right, each of the
 * training and the validation part by epoch, the best epoch marked.
 */
public final class TrainingCurves {
  private static final int TRAIN = Chart.BLUE;
  private static final int VALIDATION = Chart.ORANGE;

  private static final int PLOT_WIDTH = 520;
  private static final int PLOT_HEIGHT = 360;
  private static final int PLOT_TOP = Chart.HEADING + 54;
  private static final int AXIS_WIDTH = 58;
  private static final int GAP = 36;
  private static final int FOOT = 64;
  private static final int MAX_DOTS = 60;

  private final Canvas canvas;
  private final List<EpochSummary> epochs;
  private final EpochSummary best;
  private final Axis across;

  private TrainingCurves(Canvas canvas, List<EpochSummary> epochs) {
    this.canvas = canvas;
    this.epochs = epochs;
    this.best = new TrainingResult(epochs, false).best();
    this.across = epochAxis(epochs);
  }

  /**
   * Draws the curves.
   *
   * @param epochs one summary an epoch, at least one, in order; values that are not finite are left
   *     out
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   */
  public static void write(List<EpochSummary> epochs, Path file) {
    int width = 2 * (Chart.MARGIN + AXIS_WIDTH + PLOT_WIDTH) + GAP;
    try (Canvas canvas = new Canvas(width, PLOT_TOP + PLOT_HEIGHT + FOOT, Chart.BACKGROUND)) {
      new TrainingCurves(canvas, epochs).draw();
      canvas.write(file);
    }
  }

  private void draw() {
    String best =
        String.format(
            Locale.ROOT,
            "best validation accuracy %.2f %% in epoch %d of %d (dashed)",
            100 * this.best.validationAccuracy(),
            this.best.epoch(),
            epochs.size());
    Chart.heading(canvas, "Training curves", best);
    List<Chart.Key> keys =
        List.of(new Chart.Key(TRAIN, "train"), new Chart.Key(VALIDATION, "validation"));
    int legend = canvas.width() - Chart.MARGIN - Chart.legendWidth(keys);
    Chart.legend(canvas, keys, legend, Chart.HEADING);
    panel(
        Chart.MARGIN + AXIS_WIDTH,
        "loss",
        "%s",
        EpochSummary::trainLoss,
        EpochSummary::validationLoss);
    panel(
        Chart.MARGIN + 2 * AXIS_WIDTH + PLOT_WIDTH + GAP,
        "accuracy",
        "%s %%",
        epoch -> 100 * epoch.trainAccuracy(),
        epoch -> 100 * epoch.validationAccuracy());
  }

  private void panel(
      int left,
      String name,
      String unit,
      ToDoubleFunction<EpochSummary> train,
      ToDoubleFunction<EpochSummary> validation) {
    Axis up = valueAxis(epochs, train, validation);
    int bottom = PLOT_TOP + PLOT_HEIGHT;
    Chart.upwards(
        canvas, up, left, bottom, PLOT_WIDTH, tick -> String.format(unit, up.label(tick)));
    Chart.across(canvas, across, left, bottom, across::label);
    canvas.centred("epoch", left + PLOT_WIDTH / 2, bottom + 42, Chart.NAME, Chart.INK);
    canvas.text(name, left, PLOT_TOP - 14, Chart.NAME, Chart.INK);
    double bestX = left + across.at(best.epoch());
    Chart.dashes(canvas, bestX, PLOT_TOP, bottom, 1, Chart.FAINT);
    curve(left, bottom, up, train, TRAIN);
    curve(left, bottom, up, validation, VALIDATION);
    double value = validation.applyAsDouble(best);
    if (Double.isFinite(value)) {
      dot(bestX, bottom - up.at(value), 12, Chart.INK);
      dot(bestX, bottom - up.at(value), 8, VALIDATION);
    }
  }

  private void curve(
      int left, int bottom, Axis up, ToDoubleFunction<EpochSummary> value, int color) {
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (EpochSummary epoch : epochs) {
      double x = left + across.at(epoch.epoch());
      double y = bottom - up.at(value.applyAsDouble(epoch));
      if (Double.isFinite(y)) {
        if (Double.isFinite(lastY)) {
          canvas.line(lastX, lastY, x, y, 2, color);
        }
        if (epochs.size() <= MAX_DOTS) {
          dot(x, y, 6, color);
        }
      }
      lastX = x;
      lastY = y;
    }
  }

  /** A line without length: its ends are round. */
  private void dot(double x, double y, int diameter, int color) {
    canvas.line(x, y, x, y, diameter, color);
  }

  /** Whole epochs, at most ten ticks. */
  private static Axis epochAxis(List<EpochSummary> epochs) {
    double low = epochs.get(0).epoch();
    double high = epochs.get(epochs.size() - 1).epoch();
    return new Axis(low, high, Math.max(1, Axis.roundUp((high - low) / 10)), PLOT_WIDTH);
  }

  private static Axis valueAxis(
      List<EpochSummary> epochs,
      ToDoubleFunction<EpochSummary> train,
      ToDoubleFunction<EpochSummary> validation) {
    DoubleSummaryStatistics range =
        DoubleStream.concat(
                epochs.stream().mapToDouble(train), epochs.stream().mapToDouble(validation))
            .filter(Double::isFinite)
            .summaryStatistics();
    return range.getCount() == 0
        ? Axis.around(0, 1, PLOT_HEIGHT)
        : Axis.around(range.getMin(), range.getMax(), PLOT_HEIGHT);
  }
}
