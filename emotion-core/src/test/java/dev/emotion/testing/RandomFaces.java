package dev.emotion.testing;

import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faces that are noise, darker above than below. */
public final class RandomFaces {
  private RandomFaces() {}

  /**
   * Makes faces.
   *
   * @param count how many
   * @param side width and height in pixels
   * @param seed the same gives the same faces
   * @return the faces
   */
  public static List<FacePixels> of(int count, int side, long seed) {
    Random random = new Random(seed);
    List<FacePixels> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] grey = new byte[side * side];
      random.nextBytes(grey);
      for (int p = 0; p < grey.length; p++) {
        grey[p] = (byte) ((grey[p] & 0xFF) / 3 + p * 160 / grey.length);
      }
      faces.add(FacePixels.of(side, grey));
    }
    return faces;
  }
}
