package dev.emotion.image;

/** The colour of each class, the same in every picture that is drawn. */
public final class EmotionColors {
  /** In index order, all bright enough for dark letters; after the last one, from the start. */
  private static final int[] COLORS = {
    0xFF6B5E, 0x9CCC4B, 0xC59BFF, 0xFFD23F, 0x63A8FF, 0xFF9F45, 0xD5DADF, 0x4FD8C4
  };

  private EmotionColors() {}

  /**
   * The colour of a class.
   *
   * @param index the class index
   * @return 0xRRGGBB
   */
  public static int of(int index) {
    return COLORS[index % COLORS.length];
  }
}
