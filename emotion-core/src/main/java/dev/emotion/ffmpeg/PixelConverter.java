package dev.emotion.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_CL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decoded frames to pixels of 8 bits. What it sets up for a frame is used again for the next. Not
 * thread-safe.
 */
public final class PixelConverter implements AutoCloseable {
  private static final int ONE = 1 << 16; // of swscale's contrast and saturation

  private final PointerPointer<?> targetPlanes = new PointerPointer<>(4);
  private final IntPointer targetStrides = new IntPointer(4);
  private SwsContext scaler = new SwsContext(null);

  /** What the scaler does. */
  private Optional<Conversion> conversion = Optional.empty();

  /** Of which frames to which images; swscale may make another scaler in the same place. */
  private record Conversion(
      int width,
      int height,
      int format,
      int targetWidth,
      int targetHeight,
      int channels,
      int matrix,
      boolean fullRange) {}

  /** A converter of frames of any kind. */
  public PixelConverter() {
    targetStrides.put(new int[4]);
  }

  /**
   * The colour coefficients to take.
   *
   * @param named those that a frame or its container names, as ISO/IEC 23091-2 numbers them
   * @param otherwise those for a frame that names none, or unknown ones
   * @return what {@link #convert} takes
   */
  public static int matrix(int named, int otherwise) {
    boolean known = named > 0 && named <= AVCOL_SPC_BT2020_CL && named != AVCOL_SPC_UNSPECIFIED;
    return known ? named : otherwise;
  }

  /**
   * Converts a frame.
   *
   * @param frame decoded; not modified
   * @param matrix its colour coefficients, as ISO/IEC 23091-2 numbers them
   * @param fullRange whether its black is 0 and its white the largest sample
   * @param target CV_8UC3 for BGR or CV_8UC1 for grey, of any size; the frame is scaled to it
   * @return false if FFmpeg can't convert frames of its kind
   */
  public boolean convert(AVFrame frame, int matrix, boolean fullRange, Mat target) {
    SwsContext context =
        sws_getCachedContext(
            scaler,
            frame.width(),
            frame.height(),
            frame.format(),
            target.cols(),
            target.rows(),
            target.channels() == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_BGR24,
            SWS_BILINEAR,
            (SwsFilter) null,
            (SwsFilter) null,
            (DoublePointer) null);
    if (context == null || context.isNull()) {
      scaler = new SwsContext(null); // the one before is freed
      conversion = Optional.empty();
      return false;
    }
    scaler = context;
    Optional<Conversion> asked =
        Optional.of(
            new Conversion(
                frame.width(),
                frame.height(),
                frame.format(),
                target.cols(),
                target.rows(),
                target.channels(),
                matrix,
                fullRange));
    if (!asked.equals(conversion)) {
      conversion = asked;
      sws_setColorspaceDetails(
          scaler,
          sws_getCoefficients(matrix),
          fullRange ? 1 : 0,
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
    return true;
  }

  @Override
  public void close() {
    targetPlanes.close();
    targetStrides.close();
    sws_freeContext(scaler);
    scaler = new SwsContext(null); // closed twice, it must not be freed twice
  }
}
