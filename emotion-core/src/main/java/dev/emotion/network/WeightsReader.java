package dev.emotion.network;

import java.nio.FloatBuffer;

/**
 * All weights of a network, read once from the first to the last, in the order of {@link
 * NetworkSpec#slices}: so they need not be in memory together.
 */
@FunctionalInterface
public interface WeightsReader {
  /**
   * Reads the next weights.
   *
   * @param into is filled; its position does not change
   * @throws dev.emotion.ModelException if they can't be read
   */
  void next(FloatBuffer into);

  /**
   * Reads the next weights.
   *
   * @param length how many
   * @return the weights
   * @throws dev.emotion.ModelException if they can't be read
   */
  default float[] next(int length) {
    float[] weights = new float[length];
    next(FloatBuffer.wrap(weights));
    return weights;
  }

  /**
   * A reader of weights in memory.
   *
   * @param all in the order of the network
   * @return the reader
   */
  static WeightsReader of(float[] all) {
    FloatBuffer rest = FloatBuffer.wrap(all);
    return into -> {
      FloatBuffer part = rest.slice(rest.position(), into.remaining());
      into.duplicate().put(part);
      rest.position(rest.position() + part.limit());
    };
  }
}
