package dev.emotion.draw;

import dev.emotion.EmotionClasses;
import java.util.List;
import java.util.Map;

/**
 * The colour of each emotion, the same in every image that is drawn and on the page ({@code
 * faces.js}). The seven stay apart for the colour-blind too (docs/decisions/0009).
 */
public final class EmotionColors {
  private static final Map<String, Integer> COLORS =
      Map.of(
          "angry", 0xB3261E,
          "disgust", 0x6FB57C,
          "fear", 0xC56FE2,
          "happy", 0xF2C832,
          "sad", 0x2F58A0,
          "surprise", 0x3BDCF0,
          "neutral", 0x747A82);

  /** Those of classes with other names, in turn. */
  private static final List<Integer> OTHERS =
      EmotionClasses.FER2013.names().stream().map(COLORS::get).toList();

  private EmotionColors() {}

  /**
   * The colour of a class.
   *
   * @param classes the classes
   * @param index which of them
   * @return 0xRRGGBB
   */
  public static int of(EmotionClasses classes, int index) {
    Integer color = COLORS.get(classes.name(index));
    return color != null ? color : OTHERS.get(index % OTHERS.size());
  }

  /**
   * Letters that can be read on a colour.
   *
   * @param color 0xRRGGBB
   * @return a dark or a light one
   */
  public static int inkOn(int color) {
    double grey =
        0.299 * (color >> 16 & 0xFF) + 0.587 * (color >> 8 & 0xFF) + 0.114 * (color & 0xFF);
    return grey > 135 ? PanelColors.BACKGROUND : PanelColors.INK;
  }
}
