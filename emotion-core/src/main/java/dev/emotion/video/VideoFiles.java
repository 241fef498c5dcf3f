package dev.emotion.video;

import dev.emotion.image.format.ImageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
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

  /** A major brand ends here: behind a box's size, its kind "ftyp". */
  private static final int BRAND_END = 12; // bytes

  /** The brands of rows of images in that format, of which predict takes the first one. */
  private static final Set<String> IMAGE_ROWS = Set.of("hevc", "hevx", "avcs", "msf1", "avis");

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
      byte[] start = in.readNBytes(BRAND_END);
      return start.length == BRAND_END
          && text(start, 4, 4).equals("ftyp")
          && imageOfBrand(start).filter(ImageFormat::readable).isPresent()
          && !IMAGE_ROWS.contains(text(start, 8, 4));
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
      return !box.equals("ftyp") || imageOfBrand(start).isEmpty();
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

  /**
   * The format of images that a file's major brand names. The brands behind it are not looked at:
   * videos may have those of images among them.
   */
  private static Optional<ImageFormat> imageOfBrand(byte[] start) {
    return ImageFormat.of(Arrays.copyOf(start, BRAND_END));
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(Arrays.copyOfRange(bytes, from, from + length), StandardCharsets.ISO_8859_1);
  }
}
