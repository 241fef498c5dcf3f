package dev.emotion.explain;

/** Smooth enlargement of a small image: bicubic convolution (Keys, 1981) with a = -0.5. */
final class Enlargement {
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
  static double[] of(double[] values, int width, int height, int side) {
    double[] wide = new double[height * side];
    for (int x = 0; x < side; x++) {
      double at = (x + 0.5) * width / side - 0.5;
      int first = (int) Math.floor(at) - 1;
      for (int tap = 0; tap < 4; tap++) {
        double weight = weight(at - first - tap);
        int from = Math.min(Math.max(first + tap, 0), width - 1);
        for (int y = 0; y < height; y++) {
          wide[y * side + x] += weight * values[y * width + from];
        }
      }
    }
    double[] large = new double[side * side];
    for (int y = 0; y < side; y++) {
      double at = (y + 0.5) * height / side - 0.5;
      int first = (int) Math.floor(at) - 1;
      for (int tap = 0; tap < 4; tap++) {
        double weight = weight(at - first - tap);
        int from = Math.min(Math.max(first + tap, 0), height - 1);
        for (int x = 0; x < side; x++) {
          large[y * side + x] += weight * wide[from * side + x];
        }
      }
    }
    return large;
  }

  private static double weight(double distance) {
    double d = Math.abs(distance);
    if (d < 1) {
      return (1.5 * d - 2.5) * d * d + 1;
    }
    return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
  }
}
