package dev.emotion.draw;

import dev.emotion.EmotionClasses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colour of each emotion, the same in every image that is drawn and on the page ({@code
 * faces.js}). The eight stay apart for the colour-blind too (docs/decisions/0009).
 */
public final class EmotionColors {
  private static final Map<String, Integer> COLORS = new LinkedHashMap<>();

  static {
    COLORS.put("angry", 0xB3261E);
    COLORS.put("disgust", 0x6FB57C);
    COLORS.put("fear", 0xC56FE2);
    COLORS.put("happy", 0xF2C832);
    COLORS.put("sad", 0x2F58A0);
    COLORS.put("surprise", 0x3BDCF0);
    COLORS.put("neutral", 0x747A82);
    COLORS.put("contempt", 0x7E245A);
  }

  private EmotionColors() {}

  /**
   * The colour of a class; those of other names get in turn the colours that no class of the model
   * has.
   *
   * @param classes the classes
   * @param index which of them
   * @return 0xRRGGBB
   */
  public static int of(EmotionClasses classes, int index) {
    Integer color = COLORS.get(classes.name(index));
    if (color != null) {
      return color;
    }
    List<String> names = classes.names();
    List<Integer> free =
        COLORS.keySet().stream().filter(name -> !names.contains(name)).map(COLORS::get).toList();
    List<Integer> from = free.isEmpty() ? List.copyOf(COLORS.values()) : free;
    long others = names.stream().limit(index).filter(name -> !COLORS.containsKey(name)).count();
    return from.get((int) (others % from.size()));
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
