package dev.emotion.explain;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
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
  private static final int MAX_CLASSES = 3;

  /** Four times that of what most networks see; larger ones show no more and take longer. */
  private static final int SIDE = 192;

  private static final int GAP = 16;
  private static final int MARGIN = 24;
  private static final int HEAD = 56;
  private static final int FOOT = 40;
  private static final int SCALE_WIDTH = 18;
  private static final int SCALE_ROOM = 96;
  private static final int BAR = 6;

  private static final int TRACK = 0xE4E7EB;
  private static final int MID_GREY = 0x808080;

  /** The share of the heat's colour in a pixel, in 256ths; the rest is the face. */
  private static final int OPACITY = 141;

  private ExplanationImage() {}

  /**
   * The image of a face.
   *
   * @param face as the network saw it
   * @param scores what it said
   * @param explanation of what it said
   * @return a PNG file's content, for three classes 976 x 312 pixels
   */
  public static byte[] png(FacePixels face, EmotionScores scores, Explanation explanation) {
    List<Integer> shown = best(scores);
    List<float[]> heats =
        shown.stream().map(label -> explanation.maps().get(label).enlarged(SIDE)).toList();
    float top = most(heats);
    int[] grey = grey(face, SIDE);
    int width = 2 * MARGIN + (shown.size() + 1) * (SIDE + GAP) + SCALE_ROOM;
    try (Canvas canvas = new Canvas(width, HEAD + SIDE + FOOT + MARGIN, Chart.BACKGROUND)) {
      canvas.text("the face, as seen", MARGIN, HEAD - 20, Chart.TITLE, Chart.FAINT);
      canvas.pixels(grey, MARGIN, HEAD, SIDE);
      int x = MARGIN;
      for (int i = 0; i < shown.size(); i++) {
        x += SIDE + GAP;
        head(canvas, scores, shown.get(i), x);
        canvas.pixels(overlay(grey, heats.get(i), top), x, HEAD, SIDE);
      }
      scale(canvas, x + SIDE + GAP, top);
      canvas.text(note(explanation), MARGIN, HEAD + SIDE + 30, Chart.NUMBER, Chart.FAINT);
      return canvas.encode(".png");
    }
  }

  private static List<Integer> best(EmotionScores scores) {
    return IntStream.range(0, scores.classes().count())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -scores.probability(c)))
        .limit(MAX_CLASSES)
        .toList();
  }

  private static float most(List<float[]> heats) {
    float most = 0;
    for (float[] heat : heats) {
      for (float value : heat) {
        most = Math.max(most, value);
      }
    }
    return most;
  }

  /** The name of a class, its probability, and a bar of that length. */
  private static void head(Canvas canvas, EmotionScores scores, int label, int x) {
    double probability = scores.probability(label);
    String percent = String.format(Locale.ROOT, "%.1f %%", 100 * probability);
    int right = Canvas.textWidth(percent, Chart.TITLE);
    String name = Canvas.shortened(scores.classes().name(label), Chart.TITLE, SIDE - right - GAP);
    canvas.text(name, x, HEAD - 20, Chart.TITLE, Chart.INK);
    canvas.endingAt(percent, x + SIDE, HEAD - 20, Chart.TITLE, Chart.INK);
    canvas.fill(x, HEAD - BAR - 5, SIDE, BAR, TRACK);
    int length = (int) Math.round(SIDE * probability);
    canvas.fill(x, HEAD - BAR - 5, length, BAR, EmotionColors.of(scores.classes(), label));
  }

  private static void scale(Canvas canvas, int x, float top) {
    int[] colors = new int[SIDE * SCALE_WIDTH];
    for (int y = 0; y < SIDE; y++) {
      int color = mixed(HeatColors.of(1 - y / (SIDE - 1.0)), MID_GREY);
      Arrays.fill(colors, y * SCALE_WIDTH, (y + 1) * SCALE_WIDTH, color);
    }
    canvas.pixels(colors, x, HEAD, SCALE_WIDTH);
    int text = x + SCALE_WIDTH + 8;
    canvas.text(
        String.format(Locale.ROOT, "+%.2f", top),
        text,
        HEAD + Chart.NUMBER,
        Chart.NUMBER,
        Chart.INK);
    canvas.text("0", text, HEAD + SIDE - 1, Chart.NUMBER, Chart.INK);
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
   * A face under a heat-map of its own scale.
   *
   * @param face as the network saw it
   * @param map of a class
   * @param side of the image in pixels
   * @return 0xRRGGBB row by row
   */
  public static int[] overlay(FacePixels face, ActivationMap map, int side) {
    float[] heat = map.enlarged(side);
    return overlay(grey(face, side), heat, most(List.of(heat)));
  }

  /** From the darkest colour, at 0 and below, to the brightest, at the top. */
  private static int[] overlay(int[] grey, float[] heat, float top) {
    int[] pixels = new int[grey.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = mixed(HeatColors.of(top <= 0 ? 0 : heat[i] / top), grey[i]);
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
    byte[] bytes = face.toBytes();
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xFF;
    }
    float[] large = Enlargement.of(values, face.side(), face.side(), side);
    int[] pixels = new int[large.length];
    for (int i = 0; i < pixels.length; i++) {
      int value = (int) (Math.min(255, Math.max(0, large[i])) + 0.5f);
      pixels[i] = value * 0x010101;
    }
    return pixels;
  }

  /** Red and blue together, then green: each has room for its product. */
  private static int mixed(int color, int grey) {
    int redBlue = (color & 0xFF00FF) * OPACITY + (grey & 0xFF00FF) * (256 - OPACITY);
    int green = (color & 0xFF00) * OPACITY + (grey & 0xFF00) * (256 - OPACITY);
    return ((redBlue >>> 8) & 0xFF00FF) | ((green >>> 8) & 0xFF00);
  }
}
