package dev.emotion.explain;

/** Smooth enlargement of a small image: bicubic convolution (Keys, 1981) with a = -0.5. */
final class Enlargement {
  private static final int TAPS = 4;

  private Enlargement() {}

  /**
   * Enlarges.
   *
   * @param values row by row
   * @param width of the small image
   * @param height of the small image
   * @param side width and height of the large one
   * @return its values row by row
   */
  static float[] of(float[] values, int width, int height, int side) {
    return turnedAndLonger(turnedAndLonger(values, width, height, side), height, side, side);
  }

  /** Each row resized, and rows and columns exchanged, so that a second time does the columns. */
  private static float[] turnedAndLonger(float[] values, int width, int height, int longer) {
    float[] turned = new float[longer * height];
    for (int x = 0; x < longer; x++) {
      double at = (x + 0.5) * width / longer - 0.5;
      int first = (int) Math.floor(at) - 1;
      for (int tap = first; tap < first + TAPS; tap++) {
        float weight = (float) weight(at - tap);
        int from = Math.min(Math.max(tap, 0), width - 1); // beyond the edge its pixels again
        for (int y = 0; y < height; y++) {
          turned[x * height + y] += weight * values[y * width + from];
        }
      }
    }
    return turned;
  }

  private static double weight(double distance) {
    double d = Math.abs(distance);
    if (d < 1) {
      return (1.5 * d - 2.5) * d * d + 1;
    }
    return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
  }
}
