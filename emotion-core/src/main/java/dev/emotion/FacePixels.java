package dev.emotion;

import java.util.Arrays;

/**
 * One face as a square of 8-bit grey pixels: the narrow waist of the toolkit. Every road in (CSV
 * row, image, video frame) becomes {@code FacePixels}; training, evaluation and prediction all
 * start from them. Immutable and thread-safe.
 */
public final class FacePixels {
  private final int side;
  private final byte[] grey;

  private FacePixels(int side, byte[] grey) {
    this.side = side;
    this.grey = grey;
  }

  /**
   * A face from grey bytes.
   *
   * @param side width and height in pixels, at least 1
   * @param grey {@code side * side} unsigned bytes, row by row from the top left, 0 black, 255
   *     white; copied
   * @return the face
   * @throws IllegalArgumentException if the length is not {@code side * side}
   */
  public static FacePixels of(int side, byte[] grey) {
    if (side < 1 || grey.length != side * side) {
      throw new IllegalArgumentException(
          "found " + grey.length + " pixels, expected " + side + " x " + side);
    }
    return new FacePixels(side, grey.clone());
  }

  /**
   * Width and height.
   *
   * @return pixels
   */
  public int side() {
    return side;
  }

  /**
   * One pixel.
   *
   * @param x column from the left, 0 to {@code side() - 1}
   * @param y row from the top, 0 to {@code side() - 1}
   * @return 0 (black) to 255 (white)
   */
  public int get(int x, int y) {
    if (x < 0 || x >= side || y < 0 || y >= side) {
      throw new IndexOutOfBoundsException("(" + x + ", " + y + ") in a square of " + side);
    }
    return grey[y * side + x] & 0xFF;
  }

  /**
   * Copies all pixels, row by row from the top left, as unsigned bytes.
   *
   * @param target receives {@code side() * side()} bytes
   * @param offset where in the target to begin
   */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(grey, 0, target, offset, grey.length);
  }

  /**
   * A copy of all pixels, row by row from the top left, as unsigned bytes.
   *
   * @return a new array of {@code side() * side()} bytes
   */
  public byte[] toBytes() {
    return grey.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FacePixels that && Arrays.equals(grey, that.grey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(grey);
  }

  @Override
  public String toString() {
    return "FacePixels[" + side + "x" + side + "]";
  }
}
