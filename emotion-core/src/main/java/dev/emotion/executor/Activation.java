package dev.emotion.executor;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What flows between operations in training, c-contiguous and NHWC.
 *
 * @param values [n, height, width, channels]
 * @param gradient of the loss by the values, same shape; null for the network's input
 */
record Activation(INDArray values, INDArray gradient) {

  /** A view of an array as [n * height * width, channels]. */
  static INDArray rows(INDArray array) {
    long channels = array.size(3);
    return array.reshape('c', array.length() / channels, channels);
  }
}
