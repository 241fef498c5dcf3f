package dev.emotion.evaluate;

import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix as an image. Each cell shows its count and its share of the row, so that the
 * diagonal shows the recall; the darker the cell, the larger the share.
 */
public final class ConfusionMatrixImage {
  private static final int DARKEST = 0x0B4F8A;

  private static final int COUNT = 11;
  private static final int CELL_HEIGHT = 58;
  private static final int MIN_CELL_WIDTH = 78;
  private static final int MAX_NAME_WIDTH = 180;
  private static final int HEAD = Chart.HEADING + 66;
  private static final int KEY_WIDTH = 16;

  private ConfusionMatrixImage() {}

  /**
   * Draws the matrix.
   *
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   * @param matrix rows actual, columns predicted
   * @param title the first line
   */
  public static void write(Path file, ConfusionMatrix matrix, String title) {
    List<String> names =
        matrix.classes().names().stream()
            .map(n -> Canvas.shortened(n, Chart.NAME, MAX_NAME_WIDTH))
            .toList();
    int classes = names.size();
    int nameWidth =
        Math.max(
            Canvas.textWidth("actual", Chart.NAME),
            names.stream().mapToInt(n -> Canvas.textWidth(n, Chart.NAME)).max().orElse(0));
    int countWidth = Canvas.textWidth(Long.toString(matrix.total()), COUNT);
    int cellWidth = Math.max(MIN_CELL_WIDTH, Math.max(nameWidth, countWidth) + 16);
    int left = Chart.MARGIN + nameWidth + 12;
    int bottom = HEAD + classes * CELL_HEIGHT;
    String summary = summary(matrix);
    int keyLeft = left + classes * cellWidth + 24;
    int keyRight = keyLeft + KEY_WIDTH + 8 + Canvas.textWidth("100 %", Chart.NUMBER);
    int textRight =
        Chart.MARGIN
            + Math.max(Canvas.textWidth(title, Chart.TITLE), Canvas.textWidth(summary, Chart.NAME));
    try (Canvas canvas =
        new Canvas(
            Math.max(keyRight, textRight) + Chart.MARGIN,
            bottom + Chart.MARGIN,
            Chart.BACKGROUND)) {
      Chart.heading(canvas, title, summary);
      canvas.centred(
          "predicted", left + classes * cellWidth / 2, HEAD - 36, Chart.NAME, Chart.FAINT);
      canvas.endingAt("actual", left - 12, HEAD - 12, Chart.NAME, Chart.FAINT);
      for (int i = 0; i < classes; i++) {
        String name = names.get(i);
        int middle = HEAD + i * CELL_HEIGHT + (CELL_HEIGHT + Chart.NAME) / 2;
        canvas.centred(
            name, left + i * cellWidth + cellWidth / 2, HEAD - 12, Chart.NAME, Chart.INK);
        canvas.endingAt(name, left - 12, middle, Chart.NAME, Chart.INK);
        for (int j = 0; j < classes; j++) {
          cell(canvas, matrix, i, j, left + j * cellWidth, HEAD + i * CELL_HEIGHT, cellWidth);
        }
      }
      key(canvas, keyLeft, bottom);
      canvas.write(file);
    }
  }

  private static void cell(
      Canvas canvas, ConfusionMatrix matrix, int actual, int predicted, int x, int y, int width) {
    long support = matrix.actual(actual);
    long count = matrix.count(actual, predicted);
    double share = support == 0 ? 0 : (double) count / support;
    int text = share > 0.55 ? Chart.BACKGROUND : Chart.INK;
    canvas.fill(
        x + 1, y + 1, width - 2, CELL_HEIGHT - 2, support == 0 ? Chart.EMPTY : shade(share));
    int middle = x + width / 2;
    canvas.centred(Long.toString(count), middle, y + 27, COUNT, text);
    String percent = support == 0 ? "no faces" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    canvas.centred(percent, middle, y + 45, Chart.NUMBER, share > 0.15 ? text : Chart.FAINT);
  }

  /** The key to the colours, as high as three rows at most. */
  private static void key(Canvas canvas, int x, int bottom) {
    int height = Math.min(bottom - HEAD, 3 * CELL_HEIGHT);
    for (int i = 0; i < height; i++) {
      canvas.fill(x, HEAD + i, KEY_WIDTH, 1, shade(1 - i / (height - 1.0)));
    }
    canvas.outline(x, HEAD, KEY_WIDTH, height, 0, 1, 0xBBBBBB);
    canvas.text("100 %", x + KEY_WIDTH + 8, HEAD + Chart.NUMBER, Chart.NUMBER, Chart.FAINT);
    canvas.text("0 %", x + KEY_WIDTH + 8, HEAD + height, Chart.NUMBER, Chart.FAINT);
    canvas.text("of row", x, HEAD - 12, Chart.NUMBER, Chart.FAINT);
  }

  private static String summary(ConfusionMatrix matrix) {
    if (matrix.total() == 0) {
      return "0 faces";
    }
    return String.format(
        Locale.ROOT,
        "%d faces, accuracy %.2f %% (%s)",
        matrix.total(),
        100.0 * matrix.correct() / matrix.total(),
        WilsonInterval.of(matrix.correct(), matrix.total()).text(2));
  }

  private static int shade(double share) {
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = Chart.BACKGROUND >> shift & 0xFF;
      int to = DARKEST >> shift & 0xFF;
      color |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return color;
  }
}
