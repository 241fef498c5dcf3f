package dev.emotion.image.format;

import java.util.Arrays;

/** WebP (RFC 9649): chunks of a RIFF file. */
public final class WebpFile {
  /** Where the first chunk begins, and where its content does. */
  private static final int FIRST_CHUNK = 12;

  private static final int CONTENT = 20;

  /** OpenCV looks at no file of less. */
  private static final int MIN_BYTES = 32;

  private WebpFile() {}

  static ImageHeader header(Bytes file) {
    if (file.has(FIRST_CHUNK, "VP8X")) {
      return header(file.littleEndian(CONTENT + 4, 3) + 1, file.littleEndian(CONTENT + 7, 3) + 1)
          .withOrientation(orientation(file));
    } else if (file.has(FIRST_CHUNK, "VP8L")) {
      long bits = file.littleEndian(CONTENT + 1, 4);
      return header((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    } else if (file.has(FIRST_CHUNK, "VP8 ")) {
      return header(
          file.littleEndian(CONTENT + 6, 2) & 0x3FFF, file.littleEndian(CONTENT + 8, 2) & 0x3FFF);
    }
    return header(0, 0);
  }

  private static ImageHeader header(long width, long height) {
    return new ImageHeader(ImageFormat.WEBP, width, height);
  }

  /** Of the first EXIF chunk, which is behind the pixels. */
  private static int orientation(Bytes file) {
    for (long at = FIRST_CHUNK; at + 8 < file.length(); ) {
      if (file.has(at, "EXIF")) {
        return Exif.orientation(file, at + 8);
      }
      long length = file.littleEndian(at + 4, 4);
      at += 8 + length + length % 2;
    }
    return 1;
  }

  /**
   * The file, long enough for OpenCV to look at it: an image of one colour can be shorter.
   *
   * @param file the bytes of a WebP file
   * @return the same, or a copy with bytes of 0 behind its end, which belong to no chunk
   */
  public static byte[] padded(byte[] file) {
    return file.length < MIN_BYTES ? Arrays.copyOf(file, MIN_BYTES) : file;
  }
}
