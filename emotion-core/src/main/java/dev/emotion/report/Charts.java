package dev.emotion.report;

import dev.emotion.evaluate.ClassMetrics;
import dev.emotion.evaluate.ConfusionMatrix;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.FaceOutcome;
import dev.emotion.evaluate.WilsonInterval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What evaluations look like. */
final class Charts {
  private static final double NAME_WIDTH = 84;
  private static final double CELL = 46;
  private static final double ROW = 46;
  private static final int MAX_NAME = 11;

  /** The share from which a cell is so dark that its letters are light. */
  private static final double DARK = 0.82;

  private Charts() {}

  private static String name(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 1) + "…";
  }

  /** Counts, shaded by their share of the row. */
  static String matrix(ConfusionMatrix matrix) {
    int count = matrix.classes().count();
    double head = 58;
    Svg svg =
        new Svg(
            NAME_WIDTH + count * CELL + 2,
            head + count * CELL + 2,
            "Confusion matrix, rows actual");
    for (int i = 0; i < count; i++) {
      String name = name(matrix.classes().name(i));
      svg.text(NAME_WIDTH - 8, head + i * CELL + CELL / 2 + 4, name, "end");
      // Every second name a line higher: they are wider than a cell.
      double middle = NAME_WIDTH + i * CELL + CELL / 2;
      svg.text(middle, head - (i % 2 == 0 ? 10 : 28), name, "small middle");
      svg.line(middle, head - (i % 2 == 0 ? 6 : 24), middle, head - 1, "grid");
      for (int j = 0; j < count; j++) {
        double share = matrix.actual(i) == 0 ? 0 : (double) matrix.count(i, j) / matrix.actual(i);
        double x = NAME_WIDTH + j * CELL;
        double y = head + i * CELL;
        svg.rect(x + 1, y + 1, CELL - 2, CELL - 2, "track", 0.4);
        svg.rect(x + 1, y + 1, CELL - 2, CELL - 2, i == j ? "hit" : "miss", share);
        String ink = share > DARK ? " on" : "";
        String bold = i == j ? " bold" : "";
        svg.text(x + CELL / 2, y + 21, Plot.percent(share), "middle" + ink + bold);
        svg.text(x + CELL / 2, y + 37, Long.toString(matrix.count(i, j)), "count middle" + ink);
      }
    }
    return svg.toString();
  }

  /** Precision and recall of each class, recall with its interval. */
  static String perClass(EvaluationReport report) {
    List<ClassMetrics> metrics = report.perClass();
    double width = 420;
    double full = width - NAME_WIDTH - 62;
    Svg svg = new Svg(width, metrics.size() * ROW, "Precision and recall of each class");
    for (int i = 0; i < metrics.size(); i++) {
      ClassMetrics of = metrics.get(i);
      double y = i * ROW + 4;
      svg.text(NAME_WIDTH - 8, y + 15, name(report.classes().name(i)), "end");
      svg.text(NAME_WIDTH - 8, y + 31, of.support() + " faces", "small end");
      bar(svg, y + 2, full, of.precision(), "blue");
      bar(svg, y + 20, full, of.recall(), "orange");
      if (of.support() > 0) {
        long hits = report.confusionMatrix().count(i, i);
        WilsonInterval interval = WilsonInterval.of(hits, of.support());
        double low = NAME_WIDTH + full * interval.low();
        double high = NAME_WIDTH + full * interval.high();
        svg.line(low, y + 27, high, y + 27, "whisker");
        svg.line(low, y + 23, low, y + 31, "whisker");
        svg.line(high, y + 23, high, y + 31, "whisker");
      }
    }
    return svg.toString();
  }

  private static void bar(Svg svg, double y, double full, double share, String style) {
    svg.rect(NAME_WIDTH, y, full, 14, "track", 0.5);
    svg.rect(NAME_WIDTH, y, full * share, 14, style);
    String number = String.format(Locale.ROOT, "%.1f %%", 100 * share);
    svg.text(NAME_WIDTH + full + 8, y + 12, number, "");
  }

  /** How often it is right, by how sure it is; below, how many faces these are. */
  static String reliability(EvaluationReport report) {
    int bins = EvaluationReport.CALIBRATION_BINS;
    int[] faces = new int[bins];
    int[] right = new int[bins];
    double[] confidence = new double[bins];
    for (FaceOutcome outcome : report.outcomes()) {
      double sure = Math.min(1, outcome.scores().confidence());
      int bin = EvaluationReport.calibrationBin(sure);
      faces[bin]++;
      right[bin] += outcome.isCorrect() ? 1 : 0;
      confidence[bin] += sure;
    }
    Plot plot = new Plot("Accuracy by confidence", new Plot.Range(0, 1), new Plot.Range(0, 1));
    plot.axes("confidence", Plot::percent, Plot::percent);
    Svg svg = plot.svg();
    for (int bin = 0; bin < bins; bin++) {
      double left = plot.x((double) bin / bins) + 1;
      double width = plot.x(1.0 / bins) - plot.x(0) - 2;
      double share = (double) faces[bin] / report.count();
      svg.rect(left, plot.y(share), width, plot.y(0) - plot.y(share), "track");
      if (faces[bin] > 0) {
        double accuracy = (double) right[bin] / faces[bin];
        WilsonInterval interval = WilsonInterval.of(right[bin], faces[bin]);
        double x = plot.x(confidence[bin] / faces[bin]);
        svg.line(x, plot.y(interval.low()), x, plot.y(interval.high()), "whisker");
        plot.dot(confidence[bin] / faces[bin], accuracy, "blue");
      }
    }
    svg.line(plot.x(0), plot.y(0), plot.x(1), plot.y(1), "dash");
    return svg.toString();
  }

  /** Faces from the surest on: a part of them, and the accuracy on it. */
  static List<Svg.Point> riskCoverage(EvaluationReport report) {
    List<FaceOutcome> sorted = new ArrayList<>(report.outcomes());
    sorted.sort(Comparator.comparingDouble(outcome -> -outcome.scores().confidence()));
    List<Svg.Point> points = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += sorted.get(i).isCorrect() ? 1 : 0;
      boolean shown = sorted.size() <= 400 || i % (sorted.size() / 400) == 0;
      // The first few are a toss of a coin; faces that are equally sure belong together.
      boolean last =
          i == sorted.size() - 1
              || sorted.get(i + 1).scores().confidence() < sorted.get(i).scores().confidence();
      if (last && (shown || i == sorted.size() - 1) && i + 1 >= sorted.size() / 50) {
        points.add(new Svg.Point((i + 1.0) / sorted.size(), (double) right / (i + 1)));
      }
    }
    return points;
  }

  /** The accuracy on the faces that are answered, by their share. */
  static String coverage(EvaluationReport report, List<Svg.Point> marks) {
    List<Svg.Point> points = riskCoverage(report);
    List<Svg.Point> drawn = new ArrayList<>(points);
    drawn.addAll(marks);
    double low = drawn.stream().mapToDouble(Svg.Point::y).min().orElse(0);
    Plot plot =
        new Plot(
            "Accuracy on the surest faces, by their share",
            new Plot.Range(0, 1),
            new Plot.Range(Math.min(0.9, Math.floor(low * 10) / 10), 1));
    plot.axes("faces answered", Plot::percent, Plot::percent);
    plot.curve(points, "blue");
    marks.forEach(mark -> plot.dot(mark.x(), mark.y(), "orange"));
    return plot.svg().toString();
  }
}
