package dev.emotion.report;

import dev.emotion.draw.Axis;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** Two axes, and what is drawn between them. */
final class Plot {
  static final double WIDTH = 420;
  static final double HEIGHT = 300;
  private static final double LEFT = 52;
  private static final double RIGHT = WIDTH - 24;
  private static final double TOP = 14;
  private static final double BOTTOM = HEIGHT - 44;

  private final Svg svg;
  private final Range across;
  private final Range up;

  /**
   * Values along an axis.
   *
   * @param low where it begins
   * @param high where it ends, above
   */
  record Range(double low, double high) {
    /** From a tick below all finite values to one above them. */
    static Range around(DoubleStream values) {
      double[] finite = values.filter(Double::isFinite).sorted().toArray();
      if (finite.length == 0) {
        return new Range(0, 1);
      }
      double low = finite[0];
      double high = finite[finite.length - 1];
      if (high - low < 1e-9) {
        high = low + Math.max(1e-6, Math.abs(low) / 10);
      }
      Range range = new Range(low, high);
      for (int i = 0; i < 2; i++) { // rounded, it may be so long that its ticks lie further apart
        double step = range.step();
        range = new Range(Math.floor(low / step) * step, Math.ceil(high / step) * step);
      }
      return range;
    }

    /** A round number that makes at most six steps. */
    private double step() {
      return Axis.roundUp((high - low) / 6);
    }

    double[] ticks() {
      return new Axis(low, high, step(), 1).ticks();
    }

    double share(double value) {
      return (value - low) / (high - low);
    }
  }

  Plot(String label, Range across, Range up) {
    this.svg = new Svg(WIDTH, HEIGHT, label);
    this.across = across;
    this.up = up;
  }

  double x(double value) {
    return LEFT + across.share(value) * (RIGHT - LEFT);
  }

  double y(double value) {
    return BOTTOM - up.share(value) * (BOTTOM - TOP);
  }

  Svg svg() {
    return svg;
  }

  /** The grid with its numbers, and what the axis across counts. */
  void axes(String name, DoubleFunction<String> acrossNumber, DoubleFunction<String> upNumber) {
    for (double tick : up.ticks()) {
      svg.line(LEFT, y(tick), RIGHT, y(tick), "grid");
      svg.text(LEFT - 8, y(tick) + 4, upNumber.apply(tick), "small end");
    }
    for (double tick : across.ticks()) {
      svg.line(x(tick), BOTTOM, x(tick), BOTTOM + 5, "axis");
      svg.text(x(tick), BOTTOM + 19, acrossNumber.apply(tick), "small middle");
    }
    svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
    svg.text((LEFT + RIGHT) / 2, BOTTOM + 38, name, "small middle");
  }

  void curve(List<Svg.Point> points, String style) {
    svg.curve(placed(points), style);
  }

  void curve(List<Svg.Point> points, int color) {
    svg.curve(placed(points), color);
  }

  private List<Svg.Point> placed(List<Svg.Point> points) {
    return points.stream().map(p -> new Svg.Point(x(p.x()), y(p.y()))).toList();
  }

  /** A dashed line from top to bottom. */
  void mark(double value) {
    svg.line(x(value), TOP, x(value), BOTTOM, "dash");
  }

  void dot(double x, double y, String style) {
    svg.dot(x(x), y(y), 4.5, style);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** With as many digits as it needs. */
  static String number(double value) {
    if (value > 0 && value < 1e-5) { // a plain one would be too long for an axis
      return new DecimalFormat("0.##E0", DecimalFormatSymbols.getInstance(Locale.ROOT))
          .format(value);
    }
    return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
  }
}
