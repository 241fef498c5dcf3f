package dev.emotion.network;

import dev.emotion.FacePixels;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Turns faces into the network's input tensor, for training and inference alike. Thread-safe. */
final class InputEncoder {
  private final InputSpec spec;
  private final float[] valueOfPixel = new float[256];

  /**
   * An encoder.
   *
   * @param spec the model's
   */
  InputEncoder(InputSpec spec) {
    this.spec = spec;
    for (int pixel = 0; pixel < 256; pixel++) {
      valueOfPixel[pixel] = (float) ((pixel - spec.mean()) / spec.scale());
    }
  }

  /**
   * Encodes faces.
   *
   * @param faces at least one, each of the spec's side
   * @return the values of [faces, side, side], one channel
   * @throws IllegalArgumentException if a face has another side
   */
  float[] values(List<FacePixels> faces) {
    int side = spec.side();
    int area = side * side;
    byte[] grey = new byte[area];
    float[] values = new float[faces.size() * area];
    int next = 0;
    for (FacePixels face : faces) {
      if (face.side() != side) {
        throw new IllegalArgumentException(
            "face of " + face.side() + " pixels, the network takes " + side);
      }
      face.copyTo(grey, 0);
      for (byte pixel : grey) {
        values[next++] = valueOfPixel[pixel & 0xFF];
      }
    }
    return values;
  }

  /**
   * Encodes faces.
   *
   * @param faces at least one, each of the spec's side
   * @return float32, shape [faces, 1, side, side], c-contiguous
   * @throws IllegalArgumentException if a face has another side
   */
  INDArray tensor(List<FacePixels> faces) {
    return tensor(values(faces), spec.side());
  }

  /** The tensor [n, 1, side, side] of {@link #values}. */
  static INDArray tensor(float[] values, int side) {
    return Nd4j.create(
        values, new long[] {values.length / ((long) side * side), 1, side, side}, 'c');
  }
}
