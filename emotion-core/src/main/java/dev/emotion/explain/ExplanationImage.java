package dev.emotion.explain;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.draw.Canvas;
import dev.emotion.draw.EmotionColors;
import dev.emotion.draw.HeatColors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Images of explanations: the face as the network saw it, and over it, for each of the most
 * probable classes, what spoke for the class. One scale for all of them stands beside.
 */
public final class ExplanationImage {
  /** Classes side by side. */
  private static final int MOST = 3;

  private static final int SIDE = 256;
  private static final int GAP = 16;
  private static final int MARGIN = 24;
  private static final int HEAD = 56;
  private static final int FOOT = 40;
  private static final int SCALE_WIDTH = 18;
  private static final int SCALE_ROOM = 96;
  private static final int TITLE = 13;
  private static final int NOTE = 9;
  private static final int BAR = 6;

  private static final int WHITE = 0xFFFFFF;
  private static final int INK = 0x222222;
  private static final int FAINT = 0x5F6670;
  private static final int TRACK = 0xE4E7EB;

  /** The share of the heat's colour in a pixel; the rest is the face. */
  private static final double OPACITY = 0.62;

  private ExplanationImage() {}

  /**
   * The image of a face.
   *
   * @param face as the network saw it
   * @param scores what it said
   * @param explanation of what it said
   * @return a PNG file's content, for three classes 1248 x 376 pixels
   */
  public static byte[] png(FacePixels face, EmotionScores scores, Explanation explanation) {
    List<Integer> shown = best(scores);
    double top = most(explanation, shown);
    int panels = shown.size() + 1;
    int width = 2 * MARGIN + panels * (SIDE + GAP) + SCALE_ROOM;
    try (Canvas canvas = new Canvas(width, HEAD + SIDE + FOOT + MARGIN, WHITE)) {
      canvas.text("the face, as seen", MARGIN, HEAD - 20, TITLE, FAINT);
      canvas.pixels(grey(face, SIDE), MARGIN, HEAD, SIDE);
      int x = MARGIN;
      for (int label : shown) {
        x += SIDE + GAP;
        head(canvas, scores, label, x);
        int[] overlay = overlay(face, explanation.maps().get(label), top, SIDE);
        canvas.pixels(overlay, x, HEAD, SIDE);
      }
      scale(canvas, x + SIDE + GAP, top);
      canvas.text(note(explanation), MARGIN, HEAD + SIDE + 30, NOTE, FAINT);
      return canvas.encode(".png");
    }
  }

  private static List<Integer> best(EmotionScores scores) {
    return IntStream.range(0, scores.classes().count())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -scores.probability(c)))
        .limit(MOST)
        .toList();
  }

  /** The largest value of any of the maps. */
  private static double most(Explanation explanation, List<Integer> labels) {
    return labels.stream()
        .flatMapToDouble(c -> Arrays.stream(explanation.maps().get(c).enlarged(SIDE)))
        .max()
        .orElse(0);
  }

  /** The name of a class, its probability, and a bar of that length. */
  private static void head(Canvas canvas, EmotionScores scores, int label, int x) {
    double probability = scores.probability(label);
    String percent = String.format(Locale.ROOT, "%.1f %%", 100 * probability);
    int right = Canvas.textWidth(percent, TITLE);
    String name = scores.classes().name(label);
    while (Canvas.textWidth(name, TITLE) > SIDE - right - GAP) {
      name = name.substring(0, name.length() - 1);
    }
    canvas.text(name, x, HEAD - 20, TITLE, INK);
    canvas.text(percent, x + SIDE - right, HEAD - 20, TITLE, INK);
    canvas.fill(x, HEAD - BAR - 5, SIDE, BAR, TRACK);
    int length = (int) Math.round(SIDE * probability);
    canvas.fill(x, HEAD - BAR - 5, length, BAR, EmotionColors.of(scores.classes(), label));
  }

  private static void scale(Canvas canvas, int x, double top) {
    for (int y = 0; y < SIDE; y++) {
      int color = mixed(HeatColors.of(1 - y / (SIDE - 1.0)), 0.5);
      canvas.fill(x, HEAD + y, SCALE_WIDTH, 1, color);
    }
    int text = x + SCALE_WIDTH + 8;
    canvas.text(String.format(Locale.ROOT, "+%.2f", top), text, HEAD + NOTE, NOTE, INK);
    canvas.text("0", text, HEAD + SIDE - 1, NOTE, INK);
  }

  private static String note(Explanation explanation) {
    ActivationMap map = explanation.maps().get(0);
    return String.format(
        Locale.ROOT,
        "What spoke for each class, in logits a cell: %s, %d x %d cells, one scale for all.",
        explanation.exact() ? "class activation map" : "Grad-CAM",
        map.width(),
        map.height());
  }

  /**
   * A face under a heat-map.
   *
   * @param face as the network saw it
   * @param map of a class
   * @param top the value of the brightest colour; at 0 and below is the darkest
   * @param side of the image in pixels
   * @return 0xRRGGBB row by row
   */
  public static int[] overlay(FacePixels face, ActivationMap map, double top, int side) {
    double[] grey = greyValues(face, side);
    double[] heat = map.enlarged(side);
    int[] pixels = new int[side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = mixed(HeatColors.of(top <= 0 ? 0 : heat[i] / top), grey[i] / 255);
    }
    return pixels;
  }

  /**
   * The face alone, enlarged smoothly.
   *
   * @param face as the network saw it
   * @param side of the image in pixels
   * @return 0xRRGGBB row by row
   */
  public static int[] grey(FacePixels face, int side) {
    return Arrays.stream(greyValues(face, side))
        .mapToInt(value -> (int) Math.round(Math.min(255, Math.max(0, value))) * 0x010101)
        .toArray();
  }

  private static double[] greyValues(FacePixels face, int side) {
    byte[] grey = face.toBytes();
    double[] values = new double[grey.length];
    Arrays.setAll(values, i -> grey[i] & 0xFF);
    return Enlargement.of(values, face.side(), face.side(), side);
  }

  private static int mixed(int color, double grey) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double value = OPACITY * ((color >> shift) & 0xFF) + (1 - OPACITY) * 255 * grey;
      mixed |= (int) Math.round(Math.min(255, Math.max(0, value))) << shift;
    }
    return mixed;
  }
}
