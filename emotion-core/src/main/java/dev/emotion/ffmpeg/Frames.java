package dev.emotion.ffmpeg;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** What FFmpeg says about a decoded frame. */
public final class Frames {
  /** What was expected where {@link PixelConverter#convert} can't convert. */
  public static final String CONVERTIBLE = "pixels that FFmpeg can turn into colours";

  private Frames() {}

  /**
   * Whether parts of it couldn't be decoded.
   *
   * @param frame decoded
   * @return true where pixels are made up
   */
  public static boolean isDamaged(AVFrame frame) {
    return (frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0;
  }

  /**
   * Whether its black is 0 and its white the largest sample.
   *
   * @param frame decoded
   * @return false also where it doesn't say so
   */
  public static boolean isFullRange(AVFrame frame) {
    return frame.color_range() == AVCOL_RANGE_JPEG;
  }

  /**
   * What its pixels are, for messages.
   *
   * @param frame decoded
   * @return such as "pixels of kind 12", by FFmpeg's numbers
   */
  public static String pixels(AVFrame frame) {
    return "pixels of kind " + frame.format();
  }
}
