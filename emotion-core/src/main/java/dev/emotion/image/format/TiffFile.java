package dev.emotion.image.format;

import dev.emotion.image.format.ImageHeader.Decoder;
import java.nio.ByteOrder;
import java.util.Map;

/** The first directory of a TIFF (TIFF 6.0) or BigTIFF file. */
final class TiffFile {
  private static final int SUBFILE = 254;
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int PLANES = 284;
  private static final int SUB_DIRECTORIES = 330;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int DNG_VERSION = 50706;

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int SENSOR = 32803; // a mosaic of red, green and blue sites
  private static final int LINEAR_RAW = 34892;
  private static final int FLOATING_POINT = 3;
  private static final int SEPARATE = 2;
  private static final int MIXED_WITH_BLACK = 1; // "associated alpha"
  private static final int NOT_MIXED = 2;
  private static final int MAX_SAMPLES = 4;

  /** Ways of compression that OpenCV's libtiff is built without. */
  private static final Map<Long, String> UNREAD_COMPRESSIONS =
      Map.of(
          34712L,
          "JPEG 2000",
          34887L,
          "LERC",
          34925L,
          "LZMA",
          50000L,
          "Zstandard",
          50001L,
          "WebP",
          50002L,
          "JPEG XL",
          52546L,
          "JPEG XL");

  private final Bytes file;
  private final ByteOrder order;
  private final boolean big;
  private long width;
  private long height;
  private long bits = 1;
  private long compression = 1;
  private long photometric = 1;
  private long samples = 1;
  private long extraSamples;
  private long planes = 1;
  private long sampleFormat = 1;
  private int orientation = 1;
  private boolean reduced;
  private boolean subDirectories;
  private boolean dng;

  private TiffFile(Bytes file) {
    this.file = file;
    this.order = file.has(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    this.big = file.number(2, 2, order) == 43;
    int entryBytes = big ? 20 : 12;
    int countBytes = big ? 8 : 2;
    long directory = big ? file.number(8, 8, order) : file.number(4, 4, order);
    long entries = file.number(directory, countBytes, order);
    long at = directory + countBytes;
    for (long i = 0; i < entries && at > 0 && at < file.length(); i++, at += entryBytes) {
      take(at);
    }
  }

  static ImageHeader header(Bytes file) {
    return new TiffFile(file).header();
  }

  private void take(long entry) {
    switch ((int) file.number(entry, 2, order)) {
      case SUBFILE -> reduced = (value(entry) & 1) != 0;
      case WIDTH -> width = value(entry);
      case HEIGHT -> height = value(entry);
      case BITS -> bits = value(entry);
      case COMPRESSION -> compression = value(entry);
      case SAMPLES -> samples = value(entry);
      case PLANES -> planes = value(entry);
      case PHOTOMETRIC -> photometric = value(entry);
      case ORIENTATION -> orientation = Exif.orientation(value(entry));
      case SUB_DIRECTORIES -> subDirectories = true;
      case EXTRA_SAMPLES -> extraSamples = value(entry);
      case SAMPLE_FORMAT -> sampleFormat = value(entry);
      case DNG_VERSION -> dng = true;
      default -> {}
    }
  }

  /** An entry's first number, which stands elsewhere if its numbers don't fit into the entry. */
  private long value(long entry) {
    int bytes = Exif.bytes((int) file.number(entry + 2, 2, order));
    int pointer = big ? 8 : 4;
    long at = entry + (big ? 12 : 8);
    long count = file.number(entry + 4, pointer, order);
    if (bytes > 0 && (count < 0 || count > pointer / bytes)) {
      at = file.number(at, pointer, order);
    }
    return file.number(at, bytes, order);
  }

  private ImageHeader header() {
    if (dng
        || (reduced && subDirectories)
        || photometric == SENSOR
        || photometric == LINEAR_RAW
        || file.has(8, "CR\2")) {
      return ImageHeader.unread(ImageFormat.RAW); // of which this would be a thumbnail at most
    }
    // A size beyond a long's sign is as large as can be.
    ImageHeader header =
        new ImageHeader(
            ImageFormat.TIFF,
            width < 0 ? Long.MAX_VALUE : width,
            height < 0 ? Long.MAX_VALUE : height);
    boolean separate = planes == SEPARATE && samples > 1;
    boolean opacity = extraSamples == MIXED_WITH_BLACK || extraSamples == NOT_MIXED;
    boolean greyWithOpacity = photometric <= BLACK_IS_ZERO && samples == 2 && opacity && bits >= 8;
    if (UNREAD_COMPRESSIONS.containsKey(compression)) {
      return header.withUnsupported(
          "a TIFF compressed with " + UNREAD_COMPRESSIONS.get(compression),
          "none, LZW, deflate, PackBits, JPEG or fax");
    } else if (samples > MAX_SAMPLES) {
      return header.withUnsupported(
          "a TIFF of " + samples + " samples a pixel", "1 to " + MAX_SAMPLES);
    } else if (samples == 2 && bits > 16) {
      return header.withUnsupported(
          "a TIFF of 2 samples a pixel, of " + bits + " bits each", "at most 16 bits");
    } else if (greyWithOpacity && photometric == WHITE_IS_ZERO) {
      return header.withUnsupported(
          "a TIFF of grey with opacity whose zero is white", "one whose zero is black");
    } else if (separate && bits > 16) {
      return header.withUnsupported(
          "a TIFF of " + bits + " bits a sample in separate planes", "at most 16 bits");
    } else if (sampleFormat == FLOATING_POINT && bits != 32 && bits != 64) {
      return header.withUnsupported(
          "a TIFF of floating point samples of " + bits + " bits", "32 or 64 bits");
    } else if (bits > 8 && photometric > RGB) {
      return header.withUnsupported(
          "a TIFF of " + bits + " bits a sample in " + colours(), "grey or RGB, or 8 bits");
    } else if (bits == 2 || bits == 4 || (separate && bits > 8) || greyWithOpacity) {
      // OpenCV refuses most of the first, mixes up the second, and leaves out the opacity.
      return header.withDecoder(Decoder.JDK).withOrientation(orientation);
    }
    // libtiff turns samples of 8 bits or less round, and mixes them with black.
    boolean eight = bits <= 8;
    if (extraSamples == MIXED_WITH_BLACK || (eight && extraSamples == NOT_MIXED)) {
      header = header.withPremultiplication();
    }
    return photometric == WHITE_IS_ZERO && !eight ? header.withInversion() : header;
  }

  private String colours() {
    return switch ((int) photometric) {
      case PALETTE -> "a palette";
      case 5 -> "CMYK";
      case 6 -> "YCbCr";
      case 8, 9, 10 -> "L*a*b*";
      default -> "colours of kind " + photometric;
    };
  }
}
