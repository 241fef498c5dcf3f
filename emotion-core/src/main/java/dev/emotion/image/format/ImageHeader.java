package dev.emotion.image.format;

import java.util.Optional;

/**
 * What the first bytes of an image file say, without decoding anything. A file of ten bytes can
 * claim an image of ten gigabytes; who takes images from strangers looks here first.
 *
 * @param format the format
 * @param width pixels as stored, before it is turned upright; 0 where the file does not say
 * @param height likewise
 * @param orientation how the decoder's pixels are turned to be upright, as EXIF counts: 1 (as they
 *     are) to 8; 1 where the decoder does it
 * @param decoder what decodes it
 * @param inverted whether the decoder leaves 0 to mean white
 * @param premultiplied whether the decoder gives colours that opacity has mixed with black already
 * @param unsupported why it isn't read, where it isn't
 */
public record ImageHeader(
    ImageFormat format,
    long width,
    long height,
    int orientation,
    Decoder decoder,
    boolean inverted,
    boolean premultiplied,
    Optional<Unsupported> unsupported) {

  /** What decodes a file. */
  public enum Decoder {
    /** OpenCV's codecs. */
    OPENCV,
    /** The JDK's ImageIO. */
    JDK,
    /** The JDK's too, of the file that {@link GifFile} makes of the first frame. */
    GIF,
    /** FFmpeg's video decoders, over {@link HeifFile}. */
    FFMPEG,
    /** {@link PnmFile} itself. */
    PNM
  }

  /**
   * What keeps a whole file from being read.
   *
   * @param found such as {@code a JPEG of 12 bits a sample}
   * @param expected such as {@code 8 bits}
   */
  public record Unsupported(String found, String expected) {}

  /**
   * A header of an upright image that OpenCV decodes.
   *
   * @param format the format
   * @param width pixels
   * @param height pixels
   */
  public ImageHeader(ImageFormat format, long width, long height) {
    this(format, width, height, 1, Decoder.OPENCV, false, false, Optional.empty());
  }

  ImageHeader withOrientation(int tag) {
    return new ImageHeader(
        format, width, height, tag, decoder, inverted, premultiplied, unsupported);
  }

  ImageHeader withDecoder(Decoder other) {
    return new ImageHeader(
        format, width, height, orientation, other, inverted, premultiplied, unsupported);
  }

  ImageHeader withInversion() {
    return new ImageHeader(
        format, width, height, orientation, decoder, true, premultiplied, unsupported);
  }

  ImageHeader withPremultiplication() {
    return new ImageHeader(
        format, width, height, orientation, decoder, inverted, true, unsupported);
  }

  ImageHeader withUnsupported(String found, String expected) {
    return new ImageHeader(
        format,
        width,
        height,
        orientation,
        decoder,
        inverted,
        premultiplied,
        Optional.of(new Unsupported(found, expected)));
  }

  /**
   * Reads a header.
   *
   * @param file the bytes of an image file, or any others
   * @return empty if it begins like none of the formats; without a size where the format isn't read
   */
  public static Optional<ImageHeader> read(byte[] file) {
    Bytes bytes = new Bytes(file);
    return ImageFormat.of(file).map(format -> read(bytes, format));
  }

  private static ImageHeader read(Bytes file, ImageFormat format) {
    return switch (format) {
      case JPEG -> JpegFile.header(file);
      case PNG -> PngFile.header(file);
      case WEBP -> WebpFile.header(file);
      case GIF -> GifFile.header(file);
      case BMP -> BmpFile.header(file);
      case TIFF -> TiffFile.header(file);
      case PNM -> PnmFile.header(file);
      case HEIC, AVIF -> HeifFile.header(file, format);
      default -> unread(format);
    };
  }

  /** The header of a format that isn't read. */
  static ImageHeader unread(ImageFormat format) {
    return new ImageHeader(format, 0, 0)
        .withUnsupported(article(format), ImageFormat.readableNames());
  }

  /** Such as {@code a JPEG XL image}. */
  private static String article(ImageFormat format) {
    String name = format.toString();
    boolean vowel = name.matches("[AEIO].*|(S|X)[A-Z]{2}"); // SVG is read letter by letter
    return (vowel ? "an " : "a ") + name + " image";
  }

  /**
   * Why a file isn't read whose content says nothing and whose name says a format.
   *
   * @param format the name's
   * @return empty if files of that format are read
   */
  public static Optional<Unsupported> unsupported(ImageFormat format) {
    return format.readable() ? Optional.empty() : unread(format).unsupported;
  }

  /**
   * How many pixels it has.
   *
   * @return width times height, as large as a {@code long} can be where it is more; 0 where the
   *     file does not say
   */
  public long pixels() {
    return height > 0 && width > Long.MAX_VALUE / height ? Long.MAX_VALUE : width * height;
  }
}
