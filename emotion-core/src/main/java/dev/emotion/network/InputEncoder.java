package dev.emotion.network;

import dev.emotion.FacePixels;
import java.util.List;

/** Turns faces into the network's input values, for training and inference alike. Thread-safe. */
public final class InputEncoder {
  private final InputSpec spec;
  private final float[] valueOfPixel = new float[256];

  /**
   * An encoder.
   *
   * @param spec the model's
   */
  public InputEncoder(InputSpec spec) {
    this.spec = spec;
    for (int pixel = 0; pixel < 256; pixel++) {
      valueOfPixel[pixel] = (float) ((pixel - spec.mean()) / spec.scale());
    }
  }

  /**
   * The side of the faces it takes.
   *
   * @return width and height in pixels
   */
  public int side() {
    return spec.side();
  }

  /**
   * Encodes faces.
   *
   * @param faces at least one, each of the spec's side
   * @return the values of [faces, side, side], one channel
   * @throws IllegalArgumentException if a face has another side
   */
  public float[] values(List<FacePixels> faces) {
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
}
