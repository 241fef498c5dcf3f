package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_FILTER;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_FILTER_UP;
import static org.bytedeco.opencv.global.opencv_imgcodecs.haveImageWriter;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.emotion.ImageException;
import dev.emotion.image.format.GifFile;
import dev.emotion.image.format.ImageFormat;
import dev.emotion.image.format.ImageHeader;
import dev.emotion.image.format.JpegFile;
import dev.emotion.image.format.PngFile;
import dev.emotion.image.format.PnmFile;
import dev.emotion.image.format.WebpFile;
import dev.emotion.system.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Reads and writes image files: the only caller of OpenCV's codecs. Every image comes out as a
 * viewer shows it, by these steps in this order:
 *
 * <ol>
 *   <li>look: a file must begin like one of the readable {@link ImageFormat}s, and say a size of no
 *       more than {@link #MAX_PIXELS}. Nothing else reaches a decoder;
 *   <li>decode: by OpenCV, where that doesn't read it by the JDK, HEIC and AVIF by FFmpeg; CMYK
 *       too, the first frame of an animation, the first page. A file that ends too early is
 *       refused: half an image would be judged like a whole one. Damage inside a JPEG is bridged as
 *       libjpeg can, as viewers do;
 *   <li>depth: to 8 bits, so that white stays white; 10, 12 or 14 bits stored in 16, and floating
 *       point samples beyond 0..1, are stretched to be visible;
 *   <li>transparency: white shines through;
 *   <li>colour: grey becomes BGR with three equal channels; colour profiles are not applied;
 *   <li>orientation: as EXIF or the container says.
 * </ol>
 *
 * OpenCV itself reports bad files on stderr, unless {@code OPENCV_LOG_LEVEL=SILENT} is in the
 * environment, as the launcher has it. Thread-safe.
 */
public final class ImageFiles {
  /** Pixels of the largest image that is decoded: more than any camera of today has. */
  public static final long MAX_PIXELS = 200_000_000;

  /** libpng's bound; OpenCV's is near it. */
  private static final long MAX_SIDE = 1_000_000;

  /** Bytes of the largest file that is read. */
  private static final int MAX_FILE = 1 << 29;

  static {
    OpenCv.IMAGES.require();
  }

  private ImageFiles() {}

  /**
   * Reads an image as a viewer shows it.
   *
   * @param file the image
   * @return 8-bit BGR (CV_8UC3); the caller closes it
   * @throws ImageException if it can't be read or is no image
   */
  public static Mat read(Path file) {
    return decode(load(file), file.toString());
  }

  /**
   * Reads the bytes of an image file, without looking at them.
   *
   * @param file the image
   * @return at most 512 MiB
   * @throws ImageException if it can't be read or is larger
   */
  public static byte[] load(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // A pipe that nobody writes to would be waited for without end.
      throw new ImageException(file.toString(), "a pipe or device", "an image file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return load(in, Files.size(file), file.toString());
    } catch (NoSuchFileException e) {
      String found = Files.isSymbolicLink(file) ? "a link to nothing" : "no such file";
      throw new ImageException(file.toString(), found, "an image", e);
    } catch (IOException e) {
      String found = Files.isDirectory(file) ? "a folder" : "can't be read";
      throw new ImageException(file.toString(), found, "a readable image file", e);
    }
  }

  /**
   * Reads the bytes of an image from a stream to its end, without looking at them.
   *
   * @param in stays the caller's to close
   * @param name its name in messages
   * @return at most 512 MiB
   * @throws ImageException if there are more
   * @throws IOException if the stream fails
   */
  public static byte[] load(InputStream in, String name) throws IOException {
    return load(in, 0, name);
  }

  private static byte[] load(InputStream in, long size, String name) throws IOException {
    byte[] bytes = size > MAX_FILE ? null : in.readNBytes(MAX_FILE + 1);
    if (bytes == null || bytes.length > MAX_FILE) {
      throw new ImageException(
          name, "a file of more than " + (MAX_FILE >> 20) + " MiB", "a smaller image");
    }
    return bytes;
  }

  /**
   * Looks at an image's header.
   *
   * @param encoded the bytes of an image file
   * @param name its name in messages
   * @return a header of a size that {@link #decode} takes
   * @throws ImageException if it is no image, too large a one, or of a kind that isn't read
   */
  public static ImageHeader header(byte[] encoded, String name) {
    if (encoded.length == 0) {
      throw new ImageException(name, "an empty file", "an image");
    }
    ImageHeader header = ImageHeader.read(encoded).orElseThrow(() -> unknown(name));
    header
        .unsupported()
        .ifPresent(
            why -> {
              throw new ImageException(name, why.found(), why.expected());
            });
    if (header.width() == 0 && header.height() == 0) {
      throw damaged(header.format(), name, null);
    }
    if (header.pixels() == 0
        || header.pixels() > MAX_PIXELS
        || Math.max(header.width(), header.height()) > MAX_SIDE) {
      throw new ImageException(
          name,
          "a " + header.format() + " of " + header.width() + " x " + header.height(),
          "at least one pixel, at most "
              + MAX_SIDE
              + " a side and "
              + MAX_PIXELS / 1_000_000
              + " million in all");
    }
    return header;
  }

  /** Content of no format; the name may still say which, such as of a TGA file. */
  private static ImageException unknown(String name) {
    return ImageFormat.named(name)
        .flatMap(ImageHeader::unsupported)
        .map(why -> new ImageException(name, why.found(), why.expected()))
        .orElseGet(
            () ->
                new ImageException(
                    name, "no image of a known format", ImageFormat.readableNames()));
  }

  private static ImageException damaged(ImageFormat format, String name, Exception cause) {
    return new ImageException(name, "a damaged or cut-off " + format, "an intact one", cause);
  }

  /**
   * Decodes an image held in memory, as a viewer shows it.
   *
   * @param encoded the bytes of an image file
   * @param name its name in messages
   * @return 8-bit BGR (CV_8UC3); the caller closes it
   * @throws ImageException if it is no image
   */
  public static Mat decode(byte[] encoded, String name) {
    ImageHeader header = header(encoded, name);
    try (Mat stored = stored(encoded, header, name);
        Mat eightBit = Depth.eightBit(stored, header.inverted());
        Mat color = color(eightBit, header.premultiplied())) {
      return new Orientation(header.orientation()).apply(color);
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) { // how OpenCV's C++ exceptions arrive
      throw damaged(header.format(), name, e);
    }
  }

  /**
   * An image that the program holds already.
   *
   * @param image of any type; transparency becomes white; not modified
   * @return 8-bit BGR (CV_8UC3), with the pixels that {@link #decode} gives for its file; the
   *     caller closes it
   * @throws ImageException if it has more than {@link #MAX_PIXELS}
   */
  public static Mat of(BufferedImage image) {
    long pixels = (long) image.getWidth() * image.getHeight();
    if (pixels > MAX_PIXELS) {
      throw new ImageException(
          "image",
          image.getWidth() + " x " + image.getHeight() + " pixels",
          "at most " + MAX_PIXELS / 1_000_000 + " million in all");
    }
    try (Mat stored = JdkDecoder.pixels(image);
        Mat eightBit = Depth.eightBit(stored, false)) {
      return color(eightBit, false);
    }
  }

  /** The pixels, in the depth and with the channels that the file has. */
  private static Mat stored(byte[] encoded, ImageHeader header, String name) {
    return switch (header.decoder()) {
      case OPENCV -> openCv(encoded, header, name);
      case GIF -> gif(encoded, header, name);
      case JDK -> JdkDecoder.decode(encoded, header.format(), name);
      case PNM -> pnm(encoded, header, name);
      case FFMPEG -> HeifDecoder.decode(encoded, name);
    };
  }

  private static Mat openCv(byte[] encoded, ImageHeader header, String name) {
    byte[] file =
        switch (header.format()) {
          case JPEG -> {
            JpegFile.checkCost(encoded, header.pixels(), name);
            yield encoded;
          }
          case PNG -> PngFile.essential(encoded, name);
          case WEBP -> WebpFile.padded(encoded);
          default -> encoded;
        };
    try (BytePointer bytes = new BytePointer(file);
        Mat buffer = new Mat(bytes, false)) {
      Mat stored = imdecode(buffer, IMREAD_UNCHANGED);
      if (stored == null || stored.empty()) {
        throw damaged(header.format(), name, null);
      }
      return stored;
    }
  }

  /** The first frame, on a screen that is transparent where the frame isn't. */
  private static Mat gif(byte[] encoded, ImageHeader header, String name) {
    GifFile.Frame frame = GifFile.firstFrame(encoded, name);
    Mat pixels = JdkDecoder.decode(frame.file(), header.format(), name);
    if (frame.width() == header.width() && frame.height() == header.height()) {
      return pixels;
    }
    try (pixels) {
      Mat screen = new Mat((int) header.height(), (int) header.width(), CV_8UC4, Scalar.all(0));
      Rect place = new Rect(frame.left(), frame.top(), frame.width(), frame.height());
      try (Mat target = screen.apply(place)) {
        pixels.copyTo(target);
      }
      return screen;
    }
  }

  private static Mat pnm(byte[] encoded, ImageHeader header, String name) {
    PnmFile.Samples samples = PnmFile.decode(encoded, name);
    Mat pixels = new Mat((int) header.height(), (int) header.width(), CV_8UC(samples.channels()));
    pixels.data().put(samples.samples());
    return pixels;
  }

  /** BGR of grey, BGR, or BGRA over white; may share its pixels with the argument. */
  private static Mat color(Mat image, boolean premultiplied) {
    if (image.channels() == 3) {
      return new Mat(image);
    } else if (image.channels() == 4) {
      return Transparency.overWhite(image, premultiplied);
    }
    Mat color = new Mat();
    cvtColor(image, color, COLOR_GRAY2BGR);
    return color;
  }

  /**
   * Writes an image; the file appears whole or not at all.
   *
   * @param file its ending chooses the format (.png, .jpg, ...); replaced where it exists
   * @param image 8-bit BGR or grey; not modified
   * @throws ImageException if OpenCV writes no such format
   * @throws java.io.UncheckedIOException if the file can't be written; the message names it
   */
  public static void write(Path file, Mat image) {
    byte[] encoded = encode(ending(file), image, file.toString());
    AtomicFile.write(file, out -> out.write(encoded));
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
   * Encodes an image in memory.
   *
   * @param ending chooses the format: .png, .jpg, ...
   * @param image 8-bit BGR or grey; not modified
   * @param name its name in messages
   * @return the bytes of an image file
   * @throws ImageException if OpenCV writes no such format
   */
  public static byte[] encode(String ending, Mat image, String name) {
    // The row above foretells a photograph better than the pixel to the left: PNG files a fifth
    // smaller, and sooner there. Other formats don't look.
    try (BytePointer buffer = new BytePointer();
        IntPointer settings = new IntPointer(IMWRITE_PNG_FILTER, IMWRITE_PNG_FILTER_UP)) {
      if (!imencode(ending, image, buffer, settings)) {
        throw new ImageException(name, "an image that can't be encoded", "pixels");
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
    String name = String.valueOf(file.getFileName()); // a root has none: "null", without a dot
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
  }
}
