package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_CL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.VideoException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decoded frames to BGR pictures of one size: colours by the frame's own standard, square pixels,
 * upright. Its memory is used again for every frame.
 */
final class FrameConverter implements AutoCloseable {
  private static final int HD_HEIGHT = 720;
  private static final int ONE = 1 << 16; // of swscale's contrast and saturation

  private final String name;
  private final DisplayMatrix matrix;
  private final int storedWidth;
  private final int storedHeight;
  private final Mat stored = new Mat();
  private final PointerPointer<?> targetPlanes = new PointerPointer<>(4);
  private final IntPointer targetStrides = new IntPointer(4);
  private SwsContext scaler = new SwsContext(null);
  private int colours = -1;

  /**
   * For frames like this one; later ones of another size are scaled to it.
   *
   * @param name of the source, for messages
   * @param first a decoded frame
   * @param pixelAspect width of a pixel by its height
   * @param matrix how it is turned upright
   */
  FrameConverter(String name, AVFrame first, double pixelAspect, DisplayMatrix matrix) {
    this.name = name;
    this.matrix = matrix;
    this.storedWidth = Math.max(1, (int) Math.round(first.width() * pixelAspect));
    this.storedHeight = first.height();
    targetStrides.put(new int[4]);
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
    SwsContext context =
        sws_getCachedContext(
            scaler,
            frame.width(),
            frame.height(),
            frame.format(),
            storedWidth,
            storedHeight,
            AV_PIX_FMT_BGR24,
            SWS_BILINEAR,
            (SwsFilter) null,
            (SwsFilter) null,
            (DoublePointer) null);
    if (context == null || context.isNull()) {
      scaler = new SwsContext(null); // the one before is freed
      throw new VideoException(
          name, "pixels of kind " + frame.format(), "pixels that FFmpeg can turn into colours");
    }
    int standard = colourStandard(frame);
    int fullRange = frame.color_range() == AVCOL_RANGE_JPEG ? 1 : 0;
    if (!context.equals(scaler) || colours != standard * 2 + fullRange) {
      scaler = context;
      colours = standard * 2 + fullRange;
      sws_setColorspaceDetails(
          scaler,
          sws_getCoefficients(standard),
          fullRange,
          sws_getCoefficients(SWS_CS_DEFAULT),
          1,
          0,
          ONE,
          ONE);
    }
    targetPlanes.put(0, target.data());
    targetStrides.put(0, (int) target.step());
    sws_scale(
        scaler, frame.data(), frame.linesize(), 0, frame.height(), targetPlanes, targetStrides);
  }

  /** What the frame names, else what players take: BT.709 for HD, BT.601 below. */
  private static int colourStandard(AVFrame frame) {
    int named = frame.colorspace();
    if (named > 0 && named <= AVCOL_SPC_BT2020_CL && named != AVCOL_SPC_UNSPECIFIED) {
      return named;
    }
    return frame.height() >= HD_HEIGHT ? AVCOL_SPC_BT709 : SWS_CS_DEFAULT;
  }

  @Override
  public void close() {
    stored.close();
    targetPlanes.close();
    targetStrides.close();
    sws_freeContext(scaler);
  }
}
