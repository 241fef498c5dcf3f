package dev.emotion.video;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** Tells videos from images by how a file begins, without FFmpeg. */
public final class VideoFiles {
  private static final int TRANSPORT_PACKET = 188; // bytes, ISO/IEC 13818-1
  private static final int MATROSKA = 0x1A45DFA3; // EBML's magic number
  private static final int WINDOWS_MEDIA = 0x3026B275; // the first bytes of ASF's identifier
  private static final int PROGRAM_STREAM = 0x1BA; // MPEG's pack header
  private static final int SEQUENCE = 0x1B3; // MPEG's sequence header

  /** What the first box of a QuickTime or MP4 file may be. */
  private static final Set<String> BOXES = Set.of("ftyp", "moov", "mdat", "wide");

  /** The brands of single images in that format: HEIF (ISO/IEC 23008-12) and AVIF. */
  private static final Set<String> IMAGES =
      Set.of("heic", "heix", "heim", "heis", "mif1", "mif2", "avif");

  /** Those of rows of images in it, which predict takes the first one of. */
  private static final Set<String> IMAGE_ROWS = Set.of("hevc", "hevx", "msf1", "avis");

  private VideoFiles() {}

  /**
   * Whether a file looks like a video.
   *
   * @param name its path; where there is no such file, it is none
   * @return true if it begins as one
   */
  public static boolean isVideo(String name) {
    try {
      Path file = Path.of(name);
      if (!Files.isRegularFile(file)) {
        return false;
      }
      try (InputStream in = Files.newInputStream(file)) {
        return isVideo(in.readNBytes(TRANSPORT_PACKET + 1));
      }
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  /** Whether a file is a single image in the format of MP4: HEIC or AVIF. */
  static boolean isImage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(12);
      return start.length == 12
          && text(start, 4, 4).equals("ftyp")
          && IMAGES.contains(text(start, 8, 4));
    } catch (IOException e) {
      return false; // FFmpeg will say what is wrong
    }
  }

  private static boolean isVideo(byte[] start) {
    if (start.length < TRANSPORT_PACKET) {
      return false;
    }
    String box = text(start, 4, 4);
    if (BOXES.contains(box)) {
      String brand = text(start, 8, 4);
      return !box.equals("ftyp") || (!IMAGES.contains(brand) && !IMAGE_ROWS.contains(brand));
    }
    int magic = ByteBuffer.wrap(start).getInt();
    return magic == MATROSKA
        || magic == WINDOWS_MEDIA
        || magic == PROGRAM_STREAM
        || magic == SEQUENCE
        || (text(start, 0, 4).equals("RIFF") && text(start, 8, 4).equals("AVI "))
        || text(start, 0, 3).equals("FLV")
        || text(start, 0, 4).equals("OggS")
        || text(start, 0, 9).equals("YUV4MPEG2")
        || (start[0] == 'G' && start[start.length - 1] == 'G' && start.length > TRANSPORT_PACKET);
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(Arrays.copyOfRange(bytes, from, from + length), StandardCharsets.ISO_8859_1);
  }
}
