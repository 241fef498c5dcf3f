package dev.emotion.report;

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
        double step = step(range.high - range.low);
        range = new Range(Math.floor(low / step) * step, Math.ceil(high / step) * step);
      }
      return range;
    }

    /** The least of 1, 2 and 5 times a power of ten that makes at most six steps. */
    private static double step(double length) {
      double power = Math.pow(10, Math.floor(Math.log10(length / 6)));
      double lead = length / 6 / power;
      return power * (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10);
    }

    double[] ticks() {
      double step = step(high - low);
      double first = Math.ceil(low / step - 1e-9);
      return DoubleStream.iterate(first, i -> i * step <= high + step * 1e-9, i -> i + 1)
          .map(i -> i * step + 0.0) // never -0
          .toArray();
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
  Plot axes(String name, DoubleFunction<String> acrossNumber, DoubleFunction<String> upNumber) {
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
    return this;
  }

  Plot curve(List<Svg.Point> points, String style) {
    svg.curve(points.stream().map(p -> new Svg.Point(x(p.x()), y(p.y()))).toList(), style);
    return this;
  }

  Plot curve(List<Svg.Point> points, int color) {
    svg.curve(points.stream().map(p -> new Svg.Point(x(p.x()), y(p.y()))).toList(), color);
    return this;
  }

  /** A dashed line from top to bottom. */
  Plot mark(double value) {
    svg.line(x(value), TOP, x(value), BOTTOM, "dash");
    return this;
  }

  Plot dot(double x, double y, String style) {
    svg.dot(x(x), y(y), 4.5, style);
    return this;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** With as many digits as it needs. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
  }
}
