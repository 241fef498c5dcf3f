package dev.emotion.track;

import dev.emotion.draw.ImageAnnotator;
import dev.emotion.video.FrameSink;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A frame and what was found in it, for the time of a listener's call: then its memory is used
 * again.
 */
public final class AnalyzedFrame {
  private final Mat image;
  private final FrameResult result;
  private final boolean processed;
  private boolean annotated;

  AnalyzedFrame(Mat image, FrameResult result, boolean processed) {
    this.image = image;
    this.result = result;
    this.processed = processed;
  }

  /**
   * What was found.
   *
   * @return this frame's result; of a frame that was not looked at, the faces of the last one that
   *     was
   */
  public FrameResult result() {
    return result;
  }

  /**
   * Whether it was looked at.
   *
   * @return false for those that {@link LoopSettings#every} leaves out
   */
  public boolean processed() {
    return processed;
  }

  /**
   * Width.
   *
   * @return pixels
   */
  public int width() {
    return image.cols();
  }

  /**
   * Height.
   *
   * @return pixels
   */
  public int height() {
    return image.rows();
  }

  /** Draws the faces into the image: box, track, label, bars. Only the first call does. */
  public void annotate() {
    if (!annotated) {
      annotated = true;
      List<TrackedFace> faces = result.faces();
      ImageAnnotator.draw(
          image,
          faces.stream().map(TrackedFace::prediction).toList(),
          faces.stream().map(face -> "#" + face.track() + " ").toList());
    }
  }

  /**
   * Records the image as it is now.
   *
   * @param sink where
   * @throws dev.emotion.VideoException if it can't be written
   */
  public void writeTo(FrameSink sink) {
    sink.write(image, result.timeMicros());
  }

  /**
   * Copies the image as it is now.
   *
   * @param bgr gets {@code 3 * width * height} bytes, row by row from the top left: blue, green,
   *     red
   */
  public void copyTo(byte[] bgr) {
    int row = 3 * image.cols();
    for (int y = 0; y < image.rows(); y++) {
      image.ptr(y).get(bgr, y * row, row);
    }
  }
}
