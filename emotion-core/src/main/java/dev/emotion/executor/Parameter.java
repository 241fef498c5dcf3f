package dev.emotion.executor;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights of a layer: views into the network's flat vectors.
 *
 * @param value weights in DL4J's shape, or a row [1, length]
 * @param gradient what a training step writes, same shape; null in inference
 */
record Parameter(INDArray value, INDArray gradient) {

  /** The value as [length]. */
  INDArray row() {
    return vector(value);
  }

  /** A view of an array as [length]. */
  static INDArray vector(INDArray array) {
    // An array of lengths: ND4J takes a single number for something else.
    return array.reshape('c', new long[] {array.length()});
  }
}
