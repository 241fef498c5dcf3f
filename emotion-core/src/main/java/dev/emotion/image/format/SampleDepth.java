package dev.emotion.image.format;

/** How bright a sample of 16 bits is. */
public final class SampleDepth {
  private static final int[] WHITES = {(1 << 8) - 1, (1 << 10) - 1, (1 << 12) - 1, (1 << 14) - 1};
  private static final int WHITE = (1 << 16) - 1;

  private SampleDepth() {}

  /**
   * The sample that is white: cameras and microscopes store 10, 12 or 14 bits in 16 and mostly
   * don't say so, and taken as they are such images are black.
   *
   * @param largest of all samples, 0..65535
   * @return the largest number of 8, 10, 12, 14 or 16 bits, of the fewest that hold it
   */
  public static int white(int largest) {
    for (int white : WHITES) {
      if (largest <= white) {
        return white;
      }
    }
    return WHITE;
  }
}
