package dev.emotion.image.format;

import dev.emotion.ImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * PNG (ISO/IEC 15948). Prepares a file for libpng, which prints to stderr what it dislikes: a cut
 * or damaged file is refused here, and chunks without influence on the pixels, whose faults are
 * many and harmless (colour profiles above all), are left out.
 */
public final class PngFile {
  private static final int SIGNATURE_BYTES = 8;
  private static final Set<String> ESSENTIAL = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  /** Length, kind and check sum: what a chunk has around its content. */
  private static final int FRAME_BYTES = 12;

  /** Deflate can't do better (RFC 1951: 258 bytes for two bits and a header). */
  private static final long BEST_COMPRESSION = 1032;

  private PngFile() {}

  static ImageHeader header(Bytes file) {
    return new ImageHeader(ImageFormat.PNG, file.bigEndian(16, 4), file.bigEndian(20, 4))
        .withOrientation(orientation(file));
  }

  /** Of the first eXIf chunk, which may be behind the pixels. */
  private static int orientation(Bytes file) {
    long at = SIGNATURE_BYTES;
    while (at + FRAME_BYTES < file.length()) {
      if (file.has(at + 4, "eXIf")) {
        return Exif.orientation(file, at + 8);
      }
      at += FRAME_BYTES + file.bigEndian(at, 4);
    }
    return 1;
  }

  /**
   * The file without the chunks that change no pixel.
   *
   * @param file begins with the signature
   * @param name its name in messages
   * @return a valid PNG file
   * @throws ImageException if it ends before its IEND chunk, or a check sum is wrong
   */
  public static byte[] essential(byte[] file, String name) {
    ByteBuffer chunks = ByteBuffer.wrap(file);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE_BYTES);
    int at = SIGNATURE_BYTES;
    String kind = "";
    long leastPixelBytes = 0;
    long compressedBytes = 0;
    while (!kind.equals("IEND")) {
      int length = file.length - at < FRAME_BYTES ? -1 : chunks.getInt(at);
      if (length < 0 || length > file.length - at - FRAME_BYTES) {
        throw new ImageException(
            name, "a PNG cut off or damaged at byte " + at, "chunks up to IEND");
      }
      kind = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (ESSENTIAL.contains(kind)) {
        CRC32 sum = new CRC32();
        sum.update(file, at + 4, 4 + length);
        if (chunks.getInt(at + 8 + length) != (int) sum.getValue()) {
          throw new ImageException(
              name, "a PNG damaged in its " + kind + " chunk at byte " + at, "its check sum");
        }
        if (kind.equals("IHDR") && length >= 13) {
          leastPixelBytes = pixelBytes(chunks, at + 8);
        } else if (kind.equals("IDAT")) {
          compressedBytes += length;
        }
        kept.write(file, at, FRAME_BYTES + length);
      }
      at += FRAME_BYTES + length;
    }
    if (compressedBytes * BEST_COMPRESSION < leastPixelBytes) {
      throw new ImageException(
          name,
          "a PNG with " + compressedBytes + " bytes of pixels",
          "at least " + leastPixelBytes / BEST_COMPRESSION + " for its size");
    }
    return kept.toByteArray();
  }

  /** How many bytes the pixels of a header take before compression, at the very least. */
  private static long pixelBytes(ByteBuffer chunks, int header) {
    long bitsPerSample = chunks.get(header + 8);
    int samples =
        switch (chunks.get(header + 9)) {
          case 2 -> 3; // red, green, blue
          case 4 -> 2; // grey, alpha
          case 6 -> 4; // red, green, blue, alpha
          default -> 1; // grey or palette
        };
    long rowBits = chunks.getInt(header) * bitsPerSample * samples;
    return (rowBits + 7) / 8 * chunks.getInt(header + 4);
  }
}
