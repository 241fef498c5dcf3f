package dev.emotion.image.format;

import java.util.List;
import java.util.Optional;

/**
 * An image of a HEIC or AVIF file, still compressed.
 *
 * @param colour its colours
 * @param alpha how opaque it is (grey, white opaque), where it says so
 * @param premultiplied whether its colours are mixed with black by their opacity already
 * @param matrix how samples become colours, where the container says so
 * @param transformations what is to be done to the decoded pixels, in this order
 */
public record HeifImage(
    Grid colour,
    Optional<Grid> alpha,
    boolean premultiplied,
    Optional<ColourMatrix> matrix,
    List<Transformation> transformations) {

  /** Copies the transformations. */
  public HeifImage {
    transformations = List.copyOf(transformations);
  }

  /** What an image is compressed with. */
  public enum Codec {
    /** ISO/IEC 14496-10. */
    H264,
    /** ISO/IEC 23008-2. */
    HEVC,
    /** The Alliance for Open Media's. */
    AV1
  }

  /**
   * A compressed image.
   *
   * @param codec with what
   * @param configuration what the decoder has to know before
   * @param data one key frame
   * @param width of the decoded image in pixels
   * @param height likewise
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
  public record Image(Codec codec, byte[] configuration, byte[] data, int width, int height) {}

  /**
   * An image made of others that lie side by side.
   *
   * @param tiles row by row, at least one, all of one size
   * @param columns how many lie in a row
   * @param width of the whole in pixels; the last tiles may reach beyond it
   * @param height likewise
   */
  public record Grid(List<Image> tiles, int columns, int width, int height) {
    /** Copies the tiles. */
    public Grid {
      tiles = List.copyOf(tiles);
    }

    /**
     * How many pixels the whole has.
     *
     * @return width times height
     */
    public long pixels() {
      return (long) width * height;
    }
  }

  /**
   * How samples become colours.
   *
   * @param matrix the coefficients' number (ISO/IEC 23091-2)
   * @param fullRange whether 0 is black and the largest sample white
   */
  public record ColourMatrix(int matrix, boolean fullRange) {}

  /** What is done to decoded pixels. */
  public sealed interface Transformation permits Crop, Turn {}

  /**
   * Only a part is shown.
   *
   * @param width pixels
   * @param height pixels
   * @param right how far its centre is to the right of the whole's, in pixels
   * @param down how far its centre is below the whole's, in pixels
   */
  public record Crop(double width, double height, double right, double down)
      implements Transformation {}

  /**
   * Turned or mirrored.
   *
   * @param orientation as EXIF counts, 1 to 8
   */
  public record Turn(int orientation) implements Transformation {}
}
