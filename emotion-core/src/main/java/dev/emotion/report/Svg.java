package dev.emotion.report;

import java.util.List;
import java.util.Locale;

/**
 * A drawing inside a page. Its colours are the page's, by style class; positions are in its own
 * units, which are pixels where there is room for them.
 */
final class Svg {
  private static final double MAX_SCALE = 1.15;

  private final double width;
  private final double height;
  private final String label;
  private final StringBuilder content = new StringBuilder();

  /**
   * An empty drawing.
   *
   * @param label what it shows, for those who can't see it
   */
  Svg(double width, double height, String label) {
    this.width = width;
    this.height = height;
    this.label = label;
  }

  /** A point or a pair of numbers. */
  record Point(double x, double y) {}

  void rect(double x, double y, double width, double height, String style) {
    rect(x, y, width, height, style, 1);
  }

  /** A rectangle; of opacity 0 nothing is seen. */
  void rect(double x, double y, double width, double height, String style, double opacity) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " fill-opacity=\"%.2f\"/>",
        style, x, y, Math.max(0, width), Math.max(0, height), opacity);
  }

  void line(double x0, double y0, double x1, double y1, String style) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x0, y0, x1, y1);
  }

  void curve(List<Point> points, String style) {
    StringBuilder list = new StringBuilder();
    for (Point point : points) {
      list.append(String.format(Locale.ROOT, "%.1f,%.1f ", point.x, point.y));
    }
    add("<polyline class=\"curve %s\" points=\"%s\"/>", style, list.toString().strip());
  }

  /** A curve of a colour of its own, 0xRRGGBB. */
  void curve(List<Point> points, int color) {
    curve(points, "own");
    int style = content.lastIndexOf("class=");
    content.insert(style, String.format(Locale.ROOT, "style=\"stroke:#%06x\" ", color));
  }

  void dot(double x, double y, double radius, String style) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", style, x, y, radius);
  }

  /**
   * Text on a base line.
   *
   * @param style "end" ends at the point and "middle" has it in its middle; others start there
   */
  void text(double x, double y, String text, String style) {
    add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y, Html.escaped(text));
  }

  private void add(String format, Object... values) {
    content.append(String.format(Locale.ROOT, format, values));
  }

  /** As it stands in a page: as wide as there is room, but not much larger than its own size. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %.0f %.0f\" style=\"max-width:%.0fpx\">"
            + "%s</svg>\n",
        Html.escaped(label),
        width,
        height,
        width * MAX_SCALE,
        content);
  }
}
