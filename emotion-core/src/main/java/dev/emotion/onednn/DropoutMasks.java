package dev.emotion.onednn;

import java.util.SplittableRandom;

/** The random numbers of dropout: the same seed gives the same masks, in the order of asking. */
final class DropoutMasks {
  private SplittableRandom random = new SplittableRandom(0);

  void seed(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Draws a mask.
   *
   * @param length of it
   * @param rate probability of 0
   * @return 0 or 1 / (1 - rate), at random
   */
  float[] next(int length, double rate) {
    float kept = (float) (1 / (1 - rate));
    float[] mask = new float[length];
    for (int i = 0; i < length; i++) {
      mask[i] = random.nextDouble() < rate ? 0 : kept;
    }
    return mask;
  }
}
