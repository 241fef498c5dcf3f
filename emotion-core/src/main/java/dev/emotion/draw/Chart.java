package dev.emotion.draw;

import java.util.List;
import java.util.function.DoubleFunction;

/** What charts have in common: colours, sizes of letters, heading, axes and legend. */
public final class Chart {
  /** Behind everything. */
  public static final int BACKGROUND = 0xFFFFFF;

  /** Text. */
  public static final int INK = 0x222222;

  /** Text that says less, and axes. */
  public static final int FAINT = 0x666666;

  /** Lines through a plot, at the ticks. */
  public static final int GRID = 0xE4E4E4;

  /** Where there is nothing to show. */
  public static final int EMPTY = 0xF2F2F2;

  /** What a chart is about first: training, the smoothed loss. */
  public static final int BLUE = 0x1F6FB4;

  /** What is beside it: validation, a suggestion. */
  public static final int ORANGE = 0xD9641E;

  /** Pixels around a chart. */
  public static final int MARGIN = 28;

  /** Height of a capital letter in a title, in pixels. */
  public static final int TITLE = 14;

  /** Height of a capital letter in a name, in pixels. */
  public static final int NAME = 10;

  /** Height of a capital letter in a number at a tick, in pixels. */
  public static final int NUMBER = 9;

  /** What {@link #heading} takes from the top, in pixels, its margin included. */
  public static final int HEADING = MARGIN + TITLE + 24;

  private static final int TICK = 5;
  private static final int SWATCH = 12;

  private Chart() {}

  /**
   * A colour and what it stands for.
   *
   * @param color 0xRRGGBB
   * @param name its meaning
   */
  public record Key(int color, String name) {}

  /**
   * Writes title and note at the top left; what is too long is cut.
   *
   * @param canvas to draw on
   * @param title the first line
   * @param note the second line, smaller; may be empty
   */
  public static void heading(Canvas canvas, String title, String note) {
    int widest = canvas.width() - 2 * MARGIN;
    canvas.text(Canvas.shortened(title, TITLE, widest), MARGIN, MARGIN + TITLE, TITLE, INK);
    canvas.text(Canvas.shortened(note, NAME, widest), MARGIN, HEADING, NAME, FAINT);
  }

  /**
   * Draws the axis below a plot: a line, ticks and their numbers.
   *
   * @param canvas to draw on
   * @param axis the values
   * @param left x of the axis's beginning
   * @param y of the line
   * @param label the text at a tick
   */
  public static void across(
      Canvas canvas, Axis axis, int left, int y, DoubleFunction<String> label) {
    canvas.line(left, y, left + axis.length(), y, 1, FAINT);
    for (double tick : axis.ticks()) {
      double x = left + axis.at(tick);
      canvas.line(x, y, x, y + TICK, 1, FAINT);
      canvas.centred(label.apply(tick), (int) x, y + TICK + 6 + NUMBER, NUMBER, FAINT);
    }
  }

  /**
   * Draws the axis at the left of a plot: numbers, and a line through the plot at every tick.
   *
   * @param canvas to draw on
   * @param axis the values, upwards
   * @param left x of the plot's left side
   * @param bottom y of the plot's lower side
   * @param width the plot's, in pixels
   * @param label the text at a tick
   */
  public static void upwards(
      Canvas canvas, Axis axis, int left, int bottom, int width, DoubleFunction<String> label) {
    for (double tick : axis.ticks()) {
      double y = bottom - axis.at(tick);
      canvas.line(left, y, left + width, y, 1, GRID);
      canvas.endingAt(label.apply(tick), left - 8, (int) y + NUMBER / 2, NUMBER, FAINT);
    }
  }

  /**
   * Draws a dashed line from top to bottom.
   *
   * @param canvas to draw on
   * @param x of the line
   * @param top y of its upper end
   * @param bottom y of its lower end, about
   * @param thickness in pixels
   * @param color 0xRRGGBB
   */
  public static void dashes(
      Canvas canvas, double x, int top, int bottom, int thickness, int color) {
    for (int y = top; y < bottom; y += 8) {
      canvas.line(x, y, x, y + 3, thickness, color);
    }
  }

  /**
   * Draws what colours mean, side by side.
   *
   * @param canvas to draw on
   * @param keys from left to right
   * @param left x of the first one's left side
   * @param baseline y of the line the names stand on
   */
  public static void legend(Canvas canvas, List<Key> keys, int left, int baseline) {
    int x = left;
    for (Key key : keys) {
      canvas.fill(x, baseline - (NAME + SWATCH) / 2, SWATCH, SWATCH, key.color);
      canvas.text(key.name, x + SWATCH + 6, baseline, NAME, INK);
      x += SWATCH + 6 + Canvas.textWidth(key.name, NAME) + 20;
    }
  }

  /**
   * How wide a legend is.
   *
   * @param keys of {@link #legend}
   * @return pixels
   */
  public static int legendWidth(List<Key> keys) {
    return keys.stream().mapToInt(k -> SWATCH + 26 + Canvas.textWidth(k.name, NAME)).sum() - 20;
  }
}
