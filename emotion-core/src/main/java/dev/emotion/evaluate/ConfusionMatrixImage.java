package dev.emotion.evaluate;

import dev.emotion.draw.Canvas;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix as an image. Each cell shows its count and its share of the row, so that the
 * diagonal shows the recall; the darker the cell, the larger the share.
 */
public final class ConfusionMatrixImage {
  private static final int WHITE = 0xFFFFFF;
  private static final int INK = 0x222222;
  private static final int FAINT = 0x666666;
  private static final int DARKEST = 0x0B4F8A;
  private static final int EMPTY = 0xF2F2F2;

  private static final int MARGIN = 28;
  private static final int TITLE = 15;
  private static final int NAME = 11;
  private static final int COUNT = 12;
  private static final int SHARE = 9;
  private static final int CELL_HEIGHT = 58;
  private static final int MIN_CELL_WIDTH = 78;
  private static final int WIDEST_NAME = 180;
  private static final int HEAD = 132;
  private static final int KEY_WIDTH = 16;

  private ConfusionMatrixImage() {}

  /**
   * Draws the matrix.
   *
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   * @param matrix rows actual, columns predicted
   * @param title the first line; ASCII
   */
  public static void write(Path file, ConfusionMatrix matrix, String title) {
    List<String> names =
        matrix.classes().names().stream().map(n -> shorten(n, WIDEST_NAME)).toList();
    int classes = names.size();
    int nameWidth =
        Math.max(
            Canvas.textWidth("actual", NAME),
            names.stream().mapToInt(n -> Canvas.textWidth(n, NAME)).max().orElse(0));
    int countWidth = Canvas.textWidth(Long.toString(matrix.total()), COUNT);
    int cellWidth = Math.max(MIN_CELL_WIDTH, Math.max(nameWidth, countWidth) + 16);
    int left = MARGIN + nameWidth + 12;
    int bottom = HEAD + classes * CELL_HEIGHT;
    String summary = summary(matrix);
    int keyLeft = left + classes * cellWidth + 24;
    int keyRight = keyLeft + KEY_WIDTH + 8 + Canvas.textWidth("100 %", SHARE);
    int textRight =
        MARGIN + Math.max(Canvas.textWidth(title, TITLE), Canvas.textWidth(summary, NAME));
    try (Canvas canvas =
        new Canvas(Math.max(keyRight, textRight) + MARGIN, bottom + MARGIN, WHITE)) {
      canvas.text(title, MARGIN, MARGIN + TITLE, TITLE, INK);
      canvas.text(summary, MARGIN, MARGIN + TITLE + 24, NAME, FAINT);
      centred(canvas, "predicted", left + classes * cellWidth / 2, HEAD - 36, NAME, FAINT);
      canvas.text("actual", left - 12 - Canvas.textWidth("actual", NAME), HEAD - 12, NAME, FAINT);
      for (int i = 0; i < classes; i++) {
        String name = names.get(i);
        int middle = HEAD + i * CELL_HEIGHT + (CELL_HEIGHT + NAME) / 2;
        centred(canvas, name, left + i * cellWidth + cellWidth / 2, HEAD - 12, NAME, INK);
        canvas.text(name, left - 12 - Canvas.textWidth(name, NAME), middle, NAME, INK);
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
    int text = share > 0.55 ? WHITE : INK;
    canvas.fill(x + 1, y + 1, width - 2, CELL_HEIGHT - 2, support == 0 ? EMPTY : shade(share));
    int middle = x + width / 2;
    centred(canvas, Long.toString(count), middle, y + 27, COUNT, text);
    String percent = support == 0 ? "no faces" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    centred(canvas, percent, middle, y + 45, SHARE, share > 0.15 ? text : FAINT);
  }

  /** The key to the colours, as high as three rows at most. */
  private static void key(Canvas canvas, int x, int bottom) {
    int height = Math.min(bottom - HEAD, 3 * CELL_HEIGHT);
    for (int i = 0; i < height; i++) {
      canvas.fill(x, HEAD + i, KEY_WIDTH, 1, shade(1 - i / (height - 1.0)));
    }
    canvas.outline(x, HEAD, KEY_WIDTH, height, 0, 1, 0xBBBBBB);
    canvas.text("100 %", x + KEY_WIDTH + 8, HEAD + SHARE, SHARE, FAINT);
    canvas.text("0 %", x + KEY_WIDTH + 8, HEAD + height, SHARE, FAINT);
    canvas.text("of row", x, HEAD - 12, SHARE, FAINT);
  }

  private static String summary(ConfusionMatrix matrix) {
    if (matrix.total() == 0) {
      return "0 faces";
    }
    WilsonInterval interval = WilsonInterval.of(matrix.correct(), matrix.total());
    return String.format(
        Locale.ROOT,
        "%d faces, accuracy %.2f %% (95 %% interval %.2f to %.2f %%)",
        matrix.total(),
        100.0 * matrix.correct() / matrix.total(),
        100 * interval.low(),
        100 * interval.high());
  }

  private static int shade(double share) {
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = WHITE >> shift & 0xFF;
      int to = DARKEST >> shift & 0xFF;
      color |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return color;
  }

  private static void centred(
      Canvas canvas, String text, int middle, int baseline, int capHeight, int color) {
    canvas.text(text, middle - Canvas.textWidth(text, capHeight) / 2, baseline, capHeight, color);
  }

  private static String shorten(String text, int widest) {
    if (Canvas.textWidth(text, NAME) <= widest) {
      return text;
    }
    int end = text.length();
    while (end > 1 && Canvas.textWidth(text.substring(0, end) + "..", NAME) > widest) {
      end--;
    }
    return text.substring(0, end) + "..";
  }
}
