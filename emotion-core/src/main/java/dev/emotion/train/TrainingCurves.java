package dev.emotion.train;

import dev.emotion.draw.Canvas;
import java.nio.file.Path;
import java.util.Comparator;
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
  private static final int WHITE = 0xFFFFFF;
  private static final int INK = 0x222222;
  private static final int FAINT = 0x666666;
  private static final int GRID = 0xE4E4E4;
  private static final int TRAIN = 0x1F6FB4;
  private static final int VALIDATION = 0xD9641E;

  private static final int MARGIN = 28;
  private static final int TITLE = 15;
  private static final int NAME = 11;
  private static final int NUMBER = 9;
  private static final int PLOT_WIDTH = 520;
  private static final int PLOT_HEIGHT = 360;
  private static final int PLOT_TOP = 120;
  private static final int AXIS_WIDTH = 58;
  private static final int GAP = 36;
  private static final int FOOT = 64;
  private static final int MAX_DOTS = 60;

  private final Canvas canvas;
  private final List<EpochSummary> epochs;
  private final EpochSummary best;
  private final Scale across;

  private TrainingCurves(Canvas canvas, List<EpochSummary> epochs) {
    this.canvas = canvas;
    this.epochs = epochs;
    this.best = best(epochs);
    this.across = Scale.ofEpochs(epochs);
  }

  /**
   * Draws the curves.
   *
   * @param epochs one summary an epoch, at least one, in order; values that are not finite are left
   *     out
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   */
  public static void write(List<EpochSummary> epochs, Path file) {
    int width = 2 * (MARGIN + AXIS_WIDTH + PLOT_WIDTH) + GAP;
    try (Canvas canvas = new Canvas(width, PLOT_TOP + PLOT_HEIGHT + FOOT, WHITE)) {
      new TrainingCurves(canvas, epochs).draw();
      canvas.write(file);
    }
  }

  /** The epoch whose model is kept: the first of those with the best validation accuracy. */
  private static EpochSummary best(List<EpochSummary> epochs) {
    return epochs.stream()
        .filter(epoch -> Double.isFinite(epoch.validationAccuracy()))
        .max(
            Comparator.comparingDouble(EpochSummary::validationAccuracy)
                .thenComparing(EpochSummary::epoch, Comparator.reverseOrder()))
        .orElse(epochs.get(0));
  }

  private void draw() {
    canvas.text("Training curves", MARGIN, MARGIN + TITLE, TITLE, INK);
    String summary =
        String.format(
            Locale.ROOT,
            "best validation accuracy %.2f %% in epoch %d of %d",
            100 * best.validationAccuracy(),
            best.epoch(),
            epochs.size());
    canvas.text(summary, MARGIN, MARGIN + TITLE + 24, NAME, FAINT);
    panel(MARGIN + AXIS_WIDTH, "loss", "%s", EpochSummary::trainLoss, EpochSummary::validationLoss);
    panel(
        MARGIN + 2 * AXIS_WIDTH + PLOT_WIDTH + GAP,
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
    Scale up = Scale.ofValues(epochs, train, validation);
    int bottom = PLOT_TOP + PLOT_HEIGHT;
    for (double tick : up.ticks()) {
      double y = bottom - up.at(tick);
      canvas.line(left, y, left + PLOT_WIDTH, y, 1, GRID);
      String label = String.format(unit, up.label(tick));
      canvas.text(label, left - 8 - Canvas.textWidth(label, NUMBER), (int) y + 4, NUMBER, FAINT);
    }
    for (double tick : across.ticks()) {
      double x = left + across.at(tick);
      canvas.line(x, bottom, x, bottom + 5, 1, FAINT);
      centred(across.label(tick), (int) x, bottom + 20, NUMBER, FAINT);
    }
    canvas.line(left, bottom, left + PLOT_WIDTH, bottom, 1, FAINT);
    centred("epoch", left + PLOT_WIDTH / 2, bottom + 42, NAME, INK);
    canvas.text(name, left, PLOT_TOP - 14, NAME, INK);
    legend(left + PLOT_WIDTH);
    double bestX = left + across.at(best.epoch());
    for (int y = PLOT_TOP; y < bottom; y += 8) {
      canvas.line(bestX, y, bestX, y + 3, 1, FAINT);
    }
    curve(left, bottom, up, train, TRAIN);
    curve(left, bottom, up, validation, VALIDATION);
    double value = validation.applyAsDouble(best);
    if (Double.isFinite(value)) {
      dot(bestX, bottom - up.at(value), 12, INK);
      dot(bestX, bottom - up.at(value), 8, VALIDATION);
    }
  }

  private void curve(
      int left, int bottom, Scale up, ToDoubleFunction<EpochSummary> value, int color) {
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

  private void legend(int right) {
    String[] names = {"best epoch", "validation", "train"};
    int[] colors = {INK, VALIDATION, TRAIN};
    int x = right;
    for (int i = 0; i < names.length; i++) {
      x -= Canvas.textWidth(names[i], NUMBER);
      canvas.text(names[i], x, PLOT_TOP - 14, NUMBER, INK);
      dot(x - 17, PLOT_TOP - 18, i == 0 ? 11 : 7, colors[i]);
      if (i > 0) {
        canvas.line(x - 26, PLOT_TOP - 18, x - 8, PLOT_TOP - 18, 2, colors[i]);
      }
      x -= 44;
    }
  }

  /** A line without length: its ends are round. */
  private void dot(double x, double y, int diameter, int color) {
    canvas.line(x, y, x, y, diameter, color);
  }

  private void centred(String text, int middle, int baseline, int capHeight, int color) {
    canvas.text(text, middle - Canvas.textWidth(text, capHeight) / 2, baseline, capHeight, color);
  }

  /**
   * Values along an axis: {@code low} at pixel 0, {@code high} at pixel {@code length}, a tick at
   * every multiple of {@code step}.
   */
  private record Scale(double low, double high, double step, int length) {

    /** Whole epochs, at most ten ticks. */
    static Scale ofEpochs(List<EpochSummary> epochs) {
      double low = epochs.get(0).epoch();
      double high = epochs.get(epochs.size() - 1).epoch();
      return new Scale(low, high, Math.max(1, round((high - low) / 10)), PLOT_WIDTH);
    }

    /** From a tick below all finite values to a tick above them. */
    static Scale ofValues(
        List<EpochSummary> epochs,
        ToDoubleFunction<EpochSummary> train,
        ToDoubleFunction<EpochSummary> validation) {
      DoubleSummaryStatistics range =
          DoubleStream.concat(
                  epochs.stream().mapToDouble(train), epochs.stream().mapToDouble(validation))
              .filter(Double::isFinite)
              .summaryStatistics();
      double low = range.getCount() == 0 ? 0 : range.getMin();
      double high = range.getCount() == 0 ? 1 : range.getMax();
      if (high - low < 1e-6) {
        high = low + Math.max(1e-3, Math.abs(low) / 10);
      }
      double step = round((high - low) / 6);
      return new Scale(
          Math.floor(low / step) * step, Math.ceil(high / step) * step, step, PLOT_HEIGHT);
    }

    double at(double value) {
      return high == low ? length / 2.0 : (value - low) / (high - low) * length;
    }

    double[] ticks() {
      double first = Math.ceil(low / step - 1e-9);
      return DoubleStream.iterate(first, i -> i * step <= high + step * 1e-9, i -> i + 1)
          .map(i -> i * step + 0.0) // never -0
          .toArray();
    }

    String label(double tick) {
      int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      return String.format(Locale.ROOT, "%." + digits + "f", tick);
    }

    /** The least of 1, 2 and 5 times a power of ten that is no less than a value; 0 for 0. */
    private static double round(double value) {
      if (value == 0) {
        return 0;
      }
      double power = Math.pow(10, Math.floor(Math.log10(value)));
      double lead = value / power;
      return power * (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10);
    }
  }
}
