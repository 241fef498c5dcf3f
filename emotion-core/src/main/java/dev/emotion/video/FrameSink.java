package dev.emotion.video;

import dev.emotion.VideoException;
import org.bytedeco.opencv.opencv_core.Mat;

/** Takes frames, in the order of their times. Used by one thread. */
public interface FrameSink extends AutoCloseable {

  /**
   * Takes a frame.
   *
   * @param image 8-bit BGR (CV_8UC3); not modified, still the caller's to close
   * @param timeMicros when it is shown, in microseconds; a frame that isn't later than the one
   *     before is left out
   * @throws VideoException if it can't be written
   */
  void write(Mat image, long timeMicros);

  /**
   * Finishes; what was written is complete then.
   *
   * @throws VideoException if it can't be finished
   */
  @Override
  void close();
}
