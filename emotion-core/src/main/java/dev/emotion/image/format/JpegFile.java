package dev.emotion.image.format;

import dev.emotion.ImageException;

/** JPEG (ISO/IEC 10918-1), and what a decoder would take on at any cost. */
public final class JpegFile {
  private static final long SCAN = 0xFFDA; // marker SOS, before the compressed pixels
  private static final long END = 0xFFD9; // marker EOI
  private static final long EXIF = 0xFFE1; // marker APP1

  /** Each scan goes over the whole image; cameras and programs make about ten. */
  private static final int MAX_SCANS = 100;

  /** In a JPEG, a block of 8 x 8 takes a bit at the very least; half of that is let through. */
  private static final int MAX_PIXELS_PER_BYTE = 1024;

  private JpegFile() {}

  /** The size stands in the first frame header, behind segments of any length. */
  static ImageHeader header(Bytes file) {
    int orientation = 1;
    boolean exif = false;
    for (int at = nextMarker(file, 2); at >= 0; at = behind(file, at)) {
      long marker = file.bigEndian(at, 2);
      if (marker == EXIF && !exif && file.has(at + 4, "Exif\0")) {
        exif = true;
        orientation = Exif.orientation(file, at + 4);
      } else if (isFrame(marker)) {
        return frame(file, at).withOrientation(orientation);
      } else if (marker == SCAN) { // pixels without a frame
        break;
      }
    }
    return new ImageHeader(ImageFormat.JPEG, 0, 0);
  }

  private static ImageHeader frame(Bytes file, int at) {
    ImageHeader header =
        new ImageHeader(ImageFormat.JPEG, file.bigEndian(at + 7, 2), file.bigEndian(at + 5, 2));
    int bits = file.at(at + 4);
    int process = file.at(at + 1) & 3;
    if (process == 3) {
      return header.withUnsupported("a lossless JPEG", "a baseline or progressive one");
    } else if (bits != 8) {
      return header.withUnsupported("a JPEG of " + bits + " bits a sample", "8 bits");
    }
    return header;
  }

  /**
   * Refuses a file that costs a decoder far more than its size: libjpeg fills in what is missing,
   * and goes over the whole image for each scan, which a few bytes can ask for.
   *
   * @param file the bytes of a JPEG file; what is behind the image's end does not count, such as
   *     the video of a phone's motion photo
   * @param pixels as its header says
   * @param name its name in messages
   * @throws ImageException if it is too costly
   */
  public static void checkCost(byte[] file, long pixels, String name) {
    if (file.length < pixels / MAX_PIXELS_PER_BYTE) {
      throw new ImageException(
          name,
          "a JPEG of " + file.length + " bytes",
          "at least " + pixels / MAX_PIXELS_PER_BYTE + " for its size");
    }
    Bytes bytes = new Bytes(file);
    int scans = 0;
    for (int at = nextMarker(bytes, 2); at >= 0; at = behind(bytes, at)) {
      scans += bytes.bigEndian(at, 2) == SCAN ? 1 : 0;
    }
    if (scans > MAX_SCANS) {
      throw new ImageException(name, "a JPEG of " + scans + " scans", "at most " + MAX_SCANS);
    }
  }

  /**
   * Where the next marker is, over bytes of filling, compressed pixels, and markers without a
   * segment; -1 at the end of the image or of the file.
   */
  private static int nextMarker(Bytes file, int from) {
    for (int at = from; at + 1 < file.length(); at++) {
      long marker = file.bigEndian(at, 2);
      boolean alone = marker == 0xFF01 || (marker >= 0xFFD0 && marker <= 0xFFD8);
      if (marker == END) {
        return -1;
      } else if (marker > 0xFF00 && marker < 0xFFFF && !alone) {
        return at;
      }
    }
    return -1;
  }

  /** The marker behind the segment of one. */
  private static int behind(Bytes file, int marker) {
    return nextMarker(file, marker + 2 + (int) Math.max(2, file.bigEndian(marker + 2, 2)));
  }

  /** SOF0 to SOF15, without the tables and the reserved one among them. */
  private static boolean isFrame(long marker) {
    return marker >= 0xFFC0
        && marker <= 0xFFCF
        && marker != 0xFFC4
        && marker != 0xFFC8
        && marker != 0xFFCC;
  }
}
