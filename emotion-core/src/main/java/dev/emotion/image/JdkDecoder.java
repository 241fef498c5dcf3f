package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;

import dev.emotion.ImageException;
import dev.emotion.image.format.ImageFormat;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Decodes what the JDK's ImageIO reads and OpenCV doesn't, in Java. */
final class JdkDecoder {
  private JdkDecoder() {}

  /**
   * Decodes the first image of a file whose header is bearable.
   *
   * @param encoded a file
   * @param format its format
   * @param name its name in messages
   * @return what {@link #pixels} gives; the caller closes it
   * @throws ImageException if it is damaged
   */
  static Mat decode(byte[] encoded, ImageFormat format, String name) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.toString());
    ImageReader reader = readers.next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      Mat pixels = pixels(reader.read(0));
      if (format == ImageFormat.BMP) {
        showWhatIsAllTransparent(pixels);
      }
      return pixels;
    } catch (IOException | RuntimeException e) { // broken files make it fail in many ways
      throw new ImageException(name, "a damaged or cut-off " + format, "an intact one", e);
    } finally {
      reader.dispose();
    }
  }

  /** Programs that know no transparency leave its bytes 0, and nobody means an empty image. */
  private static void showWhatIsAllTransparent(Mat bgra) {
    try (Mat alpha = new Mat();
        Mat opaque = new Mat(bgra.size(), CV_8UC1, Scalar.all(255))) {
      extractChannel(bgra, alpha, 3);
      if (countNonZero(alpha) == 0) {
        insertChannel(opaque, bgra, 3);
      }
    }
  }

  /**
   * An image's pixels.
   *
   * @param image of any type
   * @return CV_8UC1 or CV_16UC1 of a grey one, over white where that is transparent; otherwise
   *     CV_8UC4, BGRA; the caller closes it
   */
  static Mat pixels(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    boolean grey =
        colors instanceof ComponentColorModel
            && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && colors.getNumComponents() == image.getRaster().getNumBands();
    return switch (grey ? image.getRaster().getTransferType() : DataBuffer.TYPE_UNDEFINED) {
      case DataBuffer.TYPE_BYTE -> grey(image, CV_8UC1);
      case DataBuffer.TYPE_USHORT -> grey(image, CV_16UC1);
      default -> bgra(image);
    };
  }

  /** The samples as they are: the JDK would take them for linear light, and make them brighter. */
  private static Mat grey(BufferedImage image, int type) {
    int width = image.getWidth();
    Mat result = new Mat(image.getHeight(), width, type);
    int[] row = new int[width];
    int[] opacity = new int[width];
    ByteBuffer bytes =
        ByteBuffer.allocate(type == CV_8UC1 ? width : 2 * width).order(ByteOrder.nativeOrder());
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, row);
      if (image.getRaster().getNumBands() > 1) {
        image.getRaster().getSamples(0, y, width, 1, 1, opacity);
        overWhite(row, opacity, type == CV_8UC1 ? 0xFF : 0xFFFF, image.isAlphaPremultiplied());
      }
      bytes.clear();
      for (int sample : row) {
        if (type == CV_8UC1) {
          bytes.put((byte) sample);
        } else {
          bytes.putShort((short) sample);
        }
      }
      try (Mat line = result.row(y)) {
        line.data().put(bytes.array());
      }
    }
    return result;
  }

  private static void overWhite(int[] grey, int[] opacity, int white, boolean premultiplied) {
    for (int i = 0; i < grey.length; i++) {
      long mixed = premultiplied ? grey[i] : ((long) grey[i] * opacity[i] + white / 2) / white;
      grey[i] = (int) Math.min(white, mixed + white - opacity[i]);
    }
  }

  private static Mat bgra(BufferedImage image) {
    int width = image.getWidth();
    Mat result = new Mat(image.getHeight(), width, CV_8UC4);
    int[] row = new int[width];
    // An int of alpha, red, green, blue is BGRA with the smallest byte first.
    ByteBuffer bytes = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      bytes.asIntBuffer().put(row);
      try (Mat line = result.row(y)) {
        line.data().put(bytes.array());
      }
    }
    return result;
  }
}
