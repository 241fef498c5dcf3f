package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import dev.emotion.ImageException;
import dev.emotion.image.format.ImageFormat;
import java.awt.image.BufferedImage;
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

/** Decodes what the JDK's ImageIO reads and OpenCV doesn't, in Java. */
final class JdkDecoder {
  private JdkDecoder() {}

  /**
   * Decodes the first image of a file whose header is bearable.
   *
   * @param encoded a file
   * @param format its format
   * @param name how messages call it
   * @return CV_8UC4, BGRA; the caller closes it
   * @throws ImageException if it is damaged
   */
  static Mat decode(byte[] encoded, ImageFormat format, String name) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.toString());
    ImageReader reader = readers.next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(in, true, true);
      return pixels(reader.read(0));
    } catch (IOException | RuntimeException e) { // broken files make it fail in many ways
      throw new ImageException(name, "a damaged or cut-off " + format, "a whole one", e);
    } finally {
      reader.dispose();
    }
  }

  private static Mat pixels(BufferedImage image) {
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
