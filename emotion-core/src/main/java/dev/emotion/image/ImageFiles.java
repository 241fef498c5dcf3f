package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.multiply;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.haveImageWriter;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecodeWithMetadata;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.emotion.ImageException;
import dev.emotion.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Reads and writes picture files: the only caller of OpenCV's codecs. Every picture comes out as a
 * viewer shows it, by these steps in this order:
 *
 * <ol>
 *   <li>look: a file must begin like a JPEG, PNG, WebP, GIF, BMP, TIFF or PNM, and say a size of no
 *       more than {@link #MOST_PIXELS}. Nothing else reaches a decoder;
 *   <li>decode: by OpenCV, CMYK too, the first frame of an animation. A file that ends too early is
 *       refused: half a picture would be judged like a whole one. Damage inside a JPEG is bridged
 *       as libjpeg can, as viewers do;
 *   <li>depth: 16-bit samples are divided by 257 and rounded, so that white stays white; floating
 *       point samples are taken as 0..1;
 *   <li>transparency: white shines through;
 *   <li>colour: grey becomes BGR with three equal channels; colour profiles are not applied;
 *   <li>orientation: as EXIF says.
 * </ol>
 *
 * OpenCV itself reports bad files on stderr, unless {@code OPENCV_LOG_LEVEL=SILENT} is in the
 * environment, as the launcher has it. Thread-safe.
 */
public final class ImageFiles {
  /** Pixels of the largest picture that is decoded: more than any camera of today has. */
  public static final long MOST_PIXELS = 200_000_000;

  /** libpng's bound; OpenCV's is near it. */
  private static final long LONGEST_SIDE = 1_000_000;

  /** Bytes of the largest file that is read. */
  private static final int LARGEST_FILE = 1 << 29;

  /** Each scan goes over the whole picture; cameras and programs make about ten. */
  private static final int MOST_SCANS = 100;

  /** In a JPEG, a block of 8 x 8 takes a bit at the very least; half of that is let through. */
  private static final int MOST_PIXELS_A_BYTE = 1024;

  /** Pixels of a transparent picture that are worked on at a time, so that copies stay small. */
  private static final int BAND_PIXELS = 1 << 20;

  private static final Set<String> ENDINGS =
      Set.of(
          ".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pgm", ".ppm",
          ".pbm", ".pnm");

  static {
    OpenCv.loadForPictures(); // on one thread, before many of them read pictures
  }

  private ImageFiles() {}

  /**
   * Whether a file's name is that of a picture. Only the name is looked at.
   *
   * @param file any path
   * @return true for the endings of the common picture formats, in any case
   */
  public static boolean hasPictureName(Path file) {
    return ENDINGS.contains(ending(file));
  }

  /**
   * Reads a picture as a viewer shows it.
   *
   * @param file the picture
   * @return 8-bit BGR (CV_8UC3); the caller closes it
   * @throws ImageException if it can't be read or is no picture
   */
  public static Mat read(Path file) {
    return decode(load(file), file.toString());
  }

  /**
   * Reads the bytes of a picture file, without looking at them.
   *
   * @param file the picture
   * @return at most 512 MiB
   * @throws ImageException if it can't be read or is larger
   */
  public static byte[] load(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // A pipe that nobody writes to would be waited for without end.
      throw new ImageException(file.toString(), "a pipe or device", "a picture file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return load(in, Files.size(file), file.toString());
    } catch (NoSuchFileException e) {
      String found = Files.isSymbolicLink(file) ? "a link to nothing" : "no such file";
      throw new ImageException(file.toString(), found, "a picture", e);
    } catch (IOException e) {
      String found = Files.isDirectory(file) ? "a folder" : "can't be read";
      throw new ImageException(file.toString(), found, "a readable picture file", e);
    }
  }

  /**
   * Reads the bytes of a picture from a stream to its end, without looking at them.
   *
   * @param in stays the caller's to close
   * @param name how messages call it
   * @return at most 512 MiB
   * @throws ImageException if there are more
   * @throws IOException if the stream fails
   */
  public static byte[] load(InputStream in, String name) throws IOException {
    return load(in, 0, name);
  }

  private static byte[] load(InputStream in, long size, String name) throws IOException {
    byte[] bytes = size > LARGEST_FILE ? null : in.readNBytes(LARGEST_FILE + 1);
    if (bytes == null || bytes.length > LARGEST_FILE) {
      throw new ImageException(
          name, "a file of more than " + (LARGEST_FILE >> 20) + " MiB", "a smaller picture");
    }
    return bytes;
  }

  /**
   * Looks at a picture's header.
   *
   * @param encoded the bytes of a picture file
   * @param name how messages call it
   * @return a header of a size that {@link #decode} takes
   * @throws ImageException if it is no picture, or too large a one
   */
  public static PictureHeader header(byte[] encoded, String name) {
    if (encoded.length == 0) {
      throw new ImageException(name, "an empty file", "a picture");
    }
    PictureHeader header =
        PictureHeader.read(encoded).orElseThrow(() -> refused(encoded, name, null));
    if (header.width() == 0 && header.height() == 0) {
      throw refused(encoded, name, null);
    }
    if (header.pixels() == 0
        || header.pixels() > MOST_PIXELS
        || Math.max(header.width(), header.height()) > LONGEST_SIDE) {
      throw new ImageException(
          name,
          "a " + header.format() + " of " + header.width() + " x " + header.height(),
          "at least one pixel, at most "
              + LONGEST_SIDE
              + " a side and "
              + MOST_PIXELS / 1_000_000
              + " million in all");
    }
    return header;
  }

  /**
   * Decodes a picture held in memory, as a viewer shows it.
   *
   * @param encoded the bytes of a picture file
   * @param name how messages call it
   * @return 8-bit BGR (CV_8UC3); the caller closes it
   * @throws ImageException if it is no picture
   */
  public static Mat decode(byte[] encoded, String name) {
    PictureHeader header = header(encoded, name);
    if (header.format() == PictureHeader.Format.JPEG) {
      checkJpeg(encoded, header.pixels(), name);
    }
    byte[] plain =
        header.format() == PictureHeader.Format.PNG ? PngChunks.essential(encoded, name) : encoded;
    try (BytePointer bytes = new BytePointer(plain);
        Mat buffer = new Mat(bytes, false);
        IntPointer kinds = new IntPointer();
        MatVector metadata = new MatVector();
        Mat stored = imdecodeWithMetadata(buffer, kinds, metadata, IMREAD_UNCHANGED)) {
      if (stored == null || stored.empty()) {
        throw refused(encoded, name, null);
      }
      try (Mat eightBit = eightBit(stored, name);
          Mat color = color(eightBit)) {
        return Orientation.find(kinds, metadata).apply(color);
      }
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) { // how OpenCV's C++ exceptions arrive
      throw refused(encoded, name, e);
    }
  }

  /**
   * What libjpeg would take on at any cost: it fills in what is missing, and goes over the whole
   * picture for each scan, which a few bytes can ask for.
   */
  private static void checkJpeg(byte[] jpeg, long pixels, String name) {
    if (jpeg.length < pixels / MOST_PIXELS_A_BYTE) {
      throw new ImageException(
          name,
          "a JPEG of " + jpeg.length + " bytes",
          "at least " + pixels / MOST_PIXELS_A_BYTE + " for its size");
    }
    int scans = PictureHeader.jpegScans(jpeg);
    if (scans > MOST_SCANS) {
      throw new ImageException(name, "a JPEG of " + scans + " scans", "at most " + MOST_SCANS);
    }
  }

  private static ImageException refused(byte[] encoded, String name, RuntimeException cause) {
    boolean jpeg = encoded.length > 1 && encoded[0] == (byte) 0xFF && encoded[1] == (byte) 0xD8;
    return new ImageException(
        name,
        jpeg ? "a damaged or cut-off JPEG" : "no picture that OpenCV reads, or a damaged one",
        "a whole JPEG, PNG, WebP, GIF, BMP or TIFF",
        cause);
  }

  private static Mat eightBit(Mat stored, String name) {
    double scale =
        switch (stored.depth()) {
          case CV_8U -> 1;
          case CV_16U -> 1 / 257.0;
          case CV_32F, CV_64F -> 255;
          default ->
              throw new ImageException(
                  name,
                  "samples of OpenCV depth " + stored.depth(),
                  "8 or 16 bits or floating point");
        };
    if (scale == 1) {
      return new Mat(stored); // the same pixels
    }
    Mat result = new Mat();
    stored.convertTo(result, CV_8U, scale, 0);
    return result;
  }

  /** BGR of grey, BGR, or BGRA over white; may share its pixels with the argument. */
  private static Mat color(Mat image) {
    if (image.channels() == 3) {
      return new Mat(image);
    }
    Mat color = new Mat();
    if (image.channels() == 1) {
      cvtColor(image, color, COLOR_GRAY2BGR);
      return color;
    }
    color.create(image.rows(), image.cols(), CV_8UC3);
    int rows = Math.max(1, BAND_PIXELS / image.cols());
    for (int from = 0; from < image.rows(); from += rows) {
      int to = Math.min(from + rows, image.rows());
      try (Mat band = image.rowRange(from, to);
          Mat result = color.rowRange(from, to)) {
        overWhite(band, result);
      }
    }
    return color;
  }

  /** Writes BGRA over white into BGR of the same size. */
  private static void overWhite(Mat image, Mat color) {
    try (Mat alpha = new Mat();
        Mat alphas = new Mat()) {
      cvtColor(image, color, COLOR_BGRA2BGR);
      extractChannel(image, alpha, 3);
      cvtColor(alpha, alphas, COLOR_GRAY2BGR);
      multiply(color, alphas, color, 1 / 255.0, -1);
      bitwise_not(alphas, alphas);
      add(color, alphas, color);
    }
  }

  /**
   * Writes a picture; the file appears whole or not at all.
   *
   * @param file its ending chooses the format (.png, .jpg, ...); replaced where it exists
   * @param image 8-bit BGR or grey; not modified
   * @throws ImageException if OpenCV writes no such format
   * @throws java.io.UncheckedIOException if the file can't be written; the message names it
   */
  public static void write(Path file, Mat image) {
    byte[] encoded = encode(ending(file), image, file.toString());
    WholeFile.write(file, out -> out.write(encoded));
  }

  /**
   * Whether {@link #write} knows the format of a file's ending.
   *
   * @param file the file's name
   * @return true for .png, .jpg and what else OpenCV writes
   */
  public static boolean canWrite(Path file) {
    return haveImageWriter(ending(file));
  }

  /**
   * Encodes a picture in memory.
   *
   * @param ending chooses the format: .png, .jpg, ...
   * @param image 8-bit BGR or grey; not modified
   * @param name how messages call it
   * @return the bytes of a picture file
   * @throws ImageException if OpenCV writes no such format
   */
  public static byte[] encode(String ending, Mat image, String name) {
    try (BytePointer buffer = new BytePointer()) {
      if (!imencode(ending, image, buffer)) {
        throw new ImageException(name, "a picture that can't be encoded", "pixels");
      }
      byte[] encoded = new byte[(int) buffer.limit()];
      buffer.get(encoded);
      return encoded;
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) { // how OpenCV's C++ exceptions arrive
      throw new ImageException(name, "an unknown ending", ".png, .jpg or the like", e);
    }
  }

  /** The ending of the file's name in lower case, with its dot; empty if there is none. */
  private static String ending(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
  }
}
