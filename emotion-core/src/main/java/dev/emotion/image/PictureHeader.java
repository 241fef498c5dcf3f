package dev.emotion.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the first bytes of a picture file say: its format and size, without decoding anything. A
 * file of ten bytes can claim a picture of ten gigabytes; who takes pictures from strangers looks
 * here first.
 *
 * @param format the format
 * @param width pixels as stored (before EXIF rotation); 0 where the file does not say
 * @param height likewise
 */
public record PictureHeader(Format format, long width, long height) {

  /** The formats whose size is read. */
  public enum Format {
    /** ISO/IEC 10918-1. */
    JPEG,
    /** ISO/IEC 15948. */
    PNG,
    /** RFC 9649. */
    WEBP,
    /** With a header of OS/2 or Windows. */
    BMP,
    /** GIF87a and GIF89a. */
    GIF,
    /** TIFF 6.0, the first picture of the file. */
    TIFF,
    /** PBM, PGM and PPM, plain and raw. */
    PNM
  }

  /** JPEG's marker SOS, before the compressed pixels. */
  private static final long SCAN = 0xFFDA;

  /** JPEG's marker EOI. */
  private static final long END = 0xFFD9;

  /** Where the content of a WebP file's first chunk begins. */
  private static final int WEBP_CONTENT = 20;

  /**
   * Reads a header.
   *
   * @param file the bytes of a picture file, or any others
   * @return empty if it begins like none of the formats
   */
  public static Optional<PictureHeader> read(byte[] file) {
    Bytes bytes = new Bytes(file);
    if (bytes.has(0, "\u00FF\u00D8\u00FF")) {
      return Optional.of(jpeg(bytes));
    } else if (bytes.has(0, "\u0089PNG\r\n\u001A\n")) {
      return Optional.of(
          new PictureHeader(Format.PNG, bytes.bigEndian(16, 4), bytes.bigEndian(20, 4)));
    } else if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      return Optional.of(webp(bytes));
    } else if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
      return Optional.of(
          new PictureHeader(Format.GIF, bytes.littleEndian(6, 2), bytes.littleEndian(8, 2)));
    } else if (bytes.has(0, "BM")) {
      return Optional.of(bmp(bytes));
    } else if (bytes.has(0, "II*\0")) {
      return Optional.of(tiff(bytes, ByteOrder.LITTLE_ENDIAN));
    } else if (bytes.has(0, "MM\0*")) {
      return Optional.of(tiff(bytes, ByteOrder.BIG_ENDIAN));
    } else if (bytes.has(0, "P") && bytes.at(1) >= '1' && bytes.at(1) <= '6') {
      return Optional.of(pnm(bytes));
    }
    return Optional.empty();
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

  /** The size stands in the first frame header, behind segments of any length. */
  private static PictureHeader jpeg(Bytes bytes) {
    for (int at = nextMarker(bytes, 2); at >= 0; at = behind(bytes, at)) {
      long marker = bytes.bigEndian(at, 2);
      if (isFrame(marker)) {
        return new PictureHeader(
            Format.JPEG, bytes.bigEndian(at + 7, 2), bytes.bigEndian(at + 5, 2));
      } else if (marker == SCAN) { // pixels without a frame
        break;
      }
    }
    return new PictureHeader(Format.JPEG, 0, 0);
  }

  /**
   * How many scans a JPEG has. A decoder goes over the whole picture for each.
   *
   * @param file the bytes of a JPEG file; what is behind the picture's end does not count, such as
   *     the video of a phone's motion photo
   * @return a count
   */
  static int jpegScans(byte[] file) {
    Bytes bytes = new Bytes(file);
    int scans = 0;
    for (int at = nextMarker(bytes, 2); at >= 0; at = behind(bytes, at)) {
      scans += bytes.bigEndian(at, 2) == SCAN ? 1 : 0;
    }
    return scans;
  }

  /**
   * Where the next marker is, over bytes of filling, compressed pixels, and markers without a
   * segment; -1 at the end of the picture or of the file.
   */
  private static int nextMarker(Bytes bytes, int from) {
    for (int at = from; at + 1 < bytes.length(); at++) {
      long marker = bytes.bigEndian(at, 2);
      boolean alone = marker == 0xFF01 || marker >= 0xFFD0 && marker <= 0xFFD8;
      if (marker == END) {
        return -1;
      } else if (marker > 0xFF00 && marker < 0xFFFF && !alone) {
        return at;
      }
    }
    return -1;
  }

  /** The marker behind the segment of one. */
  private static int behind(Bytes bytes, int marker) {
    return nextMarker(bytes, marker + 2 + (int) Math.max(2, bytes.bigEndian(marker + 2, 2)));
  }

  /** SOF0 to SOF15, without the tables and the reserved one among them. */
  private static boolean isFrame(long marker) {
    return marker >= 0xFFC0
        && marker <= 0xFFCF
        && marker != 0xFFC4
        && marker != 0xFFC8
        && marker != 0xFFCC;
  }

  private static PictureHeader webp(Bytes bytes) {
    if (bytes.has(12, "VP8X")) {
      return new PictureHeader(
          Format.WEBP,
          bytes.littleEndian(WEBP_CONTENT + 4, 3) + 1,
          bytes.littleEndian(WEBP_CONTENT + 7, 3) + 1);
    } else if (bytes.has(12, "VP8L")) {
      long bits = bytes.littleEndian(WEBP_CONTENT + 1, 4);
      return new PictureHeader(Format.WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    } else if (bytes.has(12, "VP8 ")) {
      return new PictureHeader(
          Format.WEBP,
          bytes.littleEndian(WEBP_CONTENT + 6, 2) & 0x3FFF,
          bytes.littleEndian(WEBP_CONTENT + 8, 2) & 0x3FFF);
    }
    return new PictureHeader(Format.WEBP, 0, 0);
  }

  /** A negative height says that the rows begin at the top. */
  private static PictureHeader bmp(Bytes bytes) {
    if (bytes.littleEndian(14, 4) == 12) { // OS/2
      return new PictureHeader(Format.BMP, bytes.littleEndian(18, 2), bytes.littleEndian(20, 2));
    }
    return new PictureHeader(
        Format.BMP,
        Math.abs((long) (int) bytes.littleEndian(18, 4)),
        Math.abs((long) (int) bytes.littleEndian(22, 4)));
  }

  /** The first directory's entries for width (256) and height (257), numbers of 16 or 32 bits. */
  private static PictureHeader tiff(Bytes bytes, ByteOrder order) {
    long directory = bytes.number(4, 4, order);
    long entries = bytes.number(directory, 2, order);
    long width = 0;
    long height = 0;
    for (long at = directory + 2; at < directory + 2 + 12 * entries; at += 12) {
      long tag = bytes.number(at, 2, order);
      long value = bytes.number(at + 8, bytes.number(at + 2, 2, order) == 3 ? 2 : 4, order);
      if (tag == 256) {
        width = value;
      } else if (tag == 257) {
        height = value;
      }
    }
    return new PictureHeader(Format.TIFF, width, height);
  }

  /** Two numbers between white space and comments. */
  private static PictureHeader pnm(Bytes bytes) {
    long[] size = new long[2];
    int at = 2;
    for (int i = 0; i < 2; i++) {
      while (bytes.at(at) == '#' || bytes.at(at) > 0 && bytes.at(at) <= ' ') {
        if (bytes.at(at) == '#') {
          while (bytes.at(at) > 0 && bytes.at(at) != '\n' && bytes.at(at) != '\r') {
            at++;
          }
        } else {
          at++;
        }
      }
      while (bytes.at(at) >= '0' && bytes.at(at) <= '9') {
        size[i] = Math.min(10 * size[i] + bytes.at(at++) - '0', Integer.MAX_VALUE);
      }
    }
    return new PictureHeader(Format.PNM, size[0], size[1]);
  }

  /** Bytes of which those behind the end are 0. */
  private record Bytes(byte[] file) {

    int length() {
      return file.length;
    }

    boolean has(int at, String text) {
      byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < expected.length; i++) {
        if (at + i >= file.length || file[at + i] != expected[i]) {
          return false;
        }
      }
      return true;
    }

    int at(int index) {
      return index < file.length ? file[index] & 0xFF : 0;
    }

    long bigEndian(int at, int count) {
      return number(at, count, ByteOrder.BIG_ENDIAN);
    }

    long littleEndian(int at, int count) {
      return number(at, count, ByteOrder.LITTLE_ENDIAN);
    }

    long number(long at, int count, ByteOrder order) {
      byte[] eight = new byte[8];
      int from = order == ByteOrder.BIG_ENDIAN ? 8 - count : 0;
      for (int i = 0; i < count && at + i < file.length; i++) {
        eight[from + i] = file[(int) at + i];
      }
      return ByteBuffer.wrap(eight).order(order).getLong();
    }
  }
}
