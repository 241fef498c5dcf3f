package dev.emotion.track;

/** Writes the results of a video frame by frame. Each piece of text ends with a line feed. */
public sealed interface FrameWriter permits FrameJson, FrameCsv {

  /**
   * What stands above the first frame.
   *
   * @return the text; may be empty
   */
  String header();

  /**
   * A frame and its faces.
   *
   * @param frame the result
   * @return the text
   */
  String frame(FrameResult frame);
}
