package dev.emotion.evaluate;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
import dev.emotion.text.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sheet of the faces of which two models say different classes: a block of those that only A said
 * right, of those that only B did, and of those that neither did. Below each face stand its class
 * and what A and B said.
 */
public final class ComparisonSheet {
  private static final int COLUMNS = 10;

  /** Faces of a block: so many rows can still be looked through. */
  private static final int MAX_SHOWN = 100;

  private static final int FACE = 96;
  private static final int GAP = 8;
  private static final int MARGIN = 24;
  private static final int LINE = 14;
  private static final int CELL = FACE + 3 * LINE + GAP;
  private static final int SAID = 8;
  private static final int HEAD = 48;
  private static final int WIDTH = 2 * MARGIN + COLUMNS * (FACE + GAP) - GAP;

  private static final int RIGHT = 0x1A7F37;
  private static final int WRONG = 0xB42318;

  private ComparisonSheet() {}

  /** Faces under one title. */
  private record Block(String title, List<Integer> faces) {

    /** How high it is, without its shown faces' pixels being looked at. */
    int height() {
      return HEAD + (shown().size() + COLUMNS - 1) / COLUMNS * CELL;
    }

    /** All of few; of many some, spread evenly. */
    List<Integer> shown() {
      int count = Math.min(MAX_SHOWN, faces.size());
      return IntStream.range(0, count)
          .mapToObj(i -> faces.get((int) ((long) i * faces.size() / count)))
          .toList();
    }

    String heading() {
      String count = title + ": " + Words.count(faces.size(), "face");
      return faces.size() > MAX_SHOWN ? count + ", " + MAX_SHOWN + " of them shown" : count;
    }
  }

  /**
   * Draws the sheet.
   *
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   * @param comparison what was found
   * @param pixels the faces, in the order of the outcomes
   * @param title what was compared
   */
  public static void write(
      Path file, ModelComparison comparison, List<FacePixels> pixels, List<String> title) {
    List<Block> blocks = blocks(comparison);
    int height =
        MARGIN + title.size() * 24 + blocks.stream().mapToInt(Block::height).sum() + MARGIN;
    try (Canvas canvas = new Canvas(WIDTH, height, Chart.BACKGROUND)) {
      int y = MARGIN;
      for (String line : title) {
        canvas.text(line, MARGIN, y + Chart.TITLE, Chart.TITLE, Chart.INK);
        y += 24;
      }
      for (Block block : blocks) {
        canvas.text(block.heading(), MARGIN, y + HEAD - 14, Chart.TITLE, Chart.INK);
        List<Integer> shown = block.shown();
        for (int i = 0; i < shown.size(); i++) {
          int left = MARGIN + i % COLUMNS * (FACE + GAP);
          int top = y + HEAD + i / COLUMNS * CELL;
          canvas.face(pixels.get(shown.get(i)), left, top, FACE);
          said(canvas, comparison, shown.get(i), left, top + FACE);
        }
        y += block.height();
      }
      canvas.write(file);
    }
  }

  private static List<Block> blocks(ModelComparison comparison) {
    List<Integer> onlyA = new ArrayList<>();
    List<Integer> onlyB = new ArrayList<>();
    List<Integer> neither = new ArrayList<>();
    for (int i : comparison.differences()) {
      boolean right = comparison.a().outcomes().get(i).isCorrect();
      boolean rightToo = comparison.b().outcomes().get(i).isCorrect();
      (right ? onlyA : rightToo ? onlyB : neither).add(i);
    }
    return List.of(
        new Block("Only A right", onlyA),
        new Block("Only B right", onlyB),
        new Block("Both wrong, differently", neither));
  }

  private static void said(Canvas canvas, ModelComparison comparison, int face, int x, int y) {
    EmotionClasses classes = comparison.classes();
    FaceOutcome a = comparison.a().outcomes().get(face);
    FaceOutcome b = comparison.b().outcomes().get(face);
    text(canvas, classes.name(a.actual()), x, y + LINE - 2, Chart.INK);
    text(canvas, "A " + classes.name(a.predicted()), x, y + 2 * LINE - 2, color(a));
    text(canvas, "B " + classes.name(b.predicted()), x, y + 3 * LINE - 2, color(b));
  }

  /** Cut to the width of a face: a class name may be long. */
  private static void text(Canvas canvas, String text, int x, int y, int color) {
    canvas.text(Canvas.shortened(text, SAID, FACE), x, y, SAID, color);
  }

  private static int color(FaceOutcome outcome) {
    return outcome.isCorrect() ? RIGHT : WRONG;
  }
}
