package dev.emotion.engine;

import dev.emotion.network.InputEncoder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What ND4J's engines are fed with. */
public final class InputTensor {
  private InputTensor() {}

  /**
   * The tensor of encoded faces.
   *
   * @param values of [n, side, side] as {@link InputEncoder#values} gives them
   * @param side of a face, in pixels
   * @return float32, shape [n, 1, side, side], c-contiguous
   */
  public static INDArray of(float[] values, int side) {
    return Nd4j.create(
        values, new long[] {values.length / ((long) side * side), 1, side, side}, 'c');
  }
}
