package dev.emotion.video;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.ffmpeg.FfmpegLibraries;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A frame and its memory, which {@link FrameSource#read} fills again and again. Whoever makes one
 * closes it. Not thread-safe.
 */
public final class VideoFrame implements AutoCloseable {
  {
    FfmpegLibraries.VIDEO.require(); // before the fields below
  }

  private final Mat image = new Mat();
  private long index;
  private long timeMicros;

  /** A frame with nothing in it yet. */
  public VideoFrame() {}

  /**
   * The image.
   *
   * @return 8-bit BGR (CV_8UC3), upright; this frame's own memory, which the next read overwrites
   */
  public Mat image() {
    return image;
  }

  /**
   * Its number in the source.
   *
   * @return 0 for the first frame that was read
   */
  public long index() {
    return index;
  }

  /**
   * When it is shown, by the source's own time stamps.
   *
   * @return microseconds since the start of the file (also where reading began later), or since the
   *     first frame of a live source; never less than that of the frame before
   */
  public long timeMicros() {
    return timeMicros;
  }

  /**
   * The image's memory for a size, kept where the size is the same. For who implements a {@link
   * FrameSource}.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @return CV_8UC3, to be filled; this frame's own
   */
  public Mat allocate(int width, int height) {
    image.create(height, width, CV_8UC3);
    return image;
  }

  /**
   * Says which frame it is, when its image is filled. For who implements a {@link FrameSource}.
   *
   * @param index its number in the source, 0 for the first that is read
   * @param timeMicros when it is shown; see {@link #timeMicros()}
   */
  public void stamp(long index, long timeMicros) {
    this.index = index;
    this.timeMicros = timeMicros;
  }

  @Override
  public void close() {
    image.close();
  }
}
