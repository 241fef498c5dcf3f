package dev.emotion.onednn;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The random numbers of dropout: the same seed gives the same masks, in the order of asking. */
final class DropoutMasks {
  private SplittableRandom random = new SplittableRandom(0);
  private boolean off;

  void seed(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Nothing is dropped while this is off, as in inference. */
  void turnOff(boolean off) {
    this.off = off;
  }

  /**
   * Draws a mask.
   *
   * @param length of it
   * @param rate probability of 0
   * @return 0 or 1 / (1 - rate), at random; all 1 while this is off
   */
  float[] next(int length, double rate) {
    float[] mask = new float[length];
    if (off) {
      Arrays.fill(mask, 1);
      return mask;
    }
    float kept = (float) (1 / (1 - rate));
    for (int i = 0; i < length; i++) {
      mask[i] = random.nextDouble() < rate ? 0 : kept;
    }
    return mask;
  }
}
