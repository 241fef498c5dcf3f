package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.Frames;
import dev.emotion.ffmpeg.PixelConverter;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decoded frames to BGR images of one size: colours by the frame's own standard, square pixels,
 * upright. Its memory is used again for every frame.
 */
final class FrameConverter implements AutoCloseable {
  private static final int HD_HEIGHT = 720;

  private final String name;
  private final DisplayMatrix matrix;
  private final int storedWidth;
  private final int storedHeight;
  private final Mat stored = new Mat();
  private final PixelConverter pixels = new PixelConverter();

  /**
   * For frames like this one; later ones of another size are scaled to it.
   *
   * @param name of the source, for messages
   * @param first a decoded frame
   * @param pixelAspect width of a pixel by its height
   * @param matrix how it is turned upright
   * @throws VideoException if square pixels make it too large
   */
  FrameConverter(String name, AVFrame first, double pixelAspect, DisplayMatrix matrix) {
    this.name = name;
    this.matrix = matrix;
    long width = Math.max(1, Math.round(first.width() * pixelAspect));
    this.storedHeight = first.height();
    if (width * storedHeight > MediaInput.MAX_PIXELS) {
      throw new VideoException(
          name,
          "frames of " + width + " x " + storedHeight + " pixels as shown",
          "at most " + MediaInput.MAX_PIXELS / 1_000_000 + " million in all");
    }
    this.storedWidth = (int) width;
  }

  int width() {
    return matrix.transposed() ? storedHeight : storedWidth;
  }

  int height() {
    return matrix.transposed() ? storedWidth : storedHeight;
  }

  void convert(AVFrame frame, VideoFrame into) {
    Mat target = into.allocate(width(), height());
    if (matrix.isUpright()) {
      scale(frame, target);
    } else {
      stored.create(storedHeight, storedWidth, CV_8UC3);
      scale(frame, stored);
      matrix.apply(stored, target);
    }
  }

  private void scale(AVFrame frame, Mat target) {
    if (!pixels.convert(frame, colourMatrix(frame), Frames.isFullRange(frame), target)) {
      throw new VideoException(name, Frames.pixels(frame), Frames.CONVERTIBLE);
    }
  }

  /** What the frame names, else what players take: BT.709 for HD, BT.601 below. */
  private static int colourMatrix(AVFrame frame) {
    return PixelConverter.matrix(
        frame.colorspace(), frame.height() >= HD_HEIGHT ? AVCOL_SPC_BT709 : SWS_CS_DEFAULT);
  }

  @Override
  public void close() {
    stored.close();
    pixels.close();
  }
}
