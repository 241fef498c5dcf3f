package dev.emotion.image.format;

import java.nio.ByteOrder;

/** The orientation in an EXIF block: tag 0x0112 of the first directory (CIPA DC-008). */
final class Exif {
  private static final int UPRIGHT = 1;
  private static final int TAG_ORIENTATION = 0x0112;

  private Exif() {}

  /**
   * Reads the tag.
   *
   * @param at where the block begins: with a TIFF header, or with what JPEG puts before it, which
   *     programs write elsewhere too
   * @return 1 where there is none or it makes no sense: broken metadata is no reason to refuse the
   *     pixels
   */
  static int orientation(Bytes file, long at) {
    long tiff = file.has(at, "Exif\0") ? at + 6 : at;
    boolean little = file.has(tiff, "II");
    if (!little && !file.has(tiff, "MM")) {
      return UPRIGHT;
    }
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long directory = tiff + file.number(tiff + 4, 4, order);
    long entries = file.number(directory, 2, order);
    for (long entry = directory + 2; entry < directory + 2 + 12 * entries; entry += 12) {
      if (file.number(entry, 2, order) == TAG_ORIENTATION) {
        return orientation(
            file.number(entry + 8, bytes((int) file.number(entry + 2, 2, order)), order));
      }
    }
    return UPRIGHT;
  }

  /** A value that stands for an orientation, or 1. */
  static int orientation(long value) {
    return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
  }

  /** How many bytes a whole number of a TIFF type takes; 0 for types of other things. */
  static int bytes(int type) {
    return switch (type) {
      case 1, 6 -> 1; // BYTE, SBYTE
      case 3, 8 -> 2; // SHORT, SSHORT
      case 4, 9, 13 -> 4; // LONG, SLONG, IFD
      case 16, 17, 18 -> 8; // BigTIFF's LONG8, SLONG8, IFD8
      default -> 0;
    };
  }
}
