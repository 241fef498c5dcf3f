package dev.emotion;

/** A camera, video file or stream that can't be read, or a recording that can't be written. */
public final class VideoException extends EmotionException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault.
   *
   * @param where the camera, file or address
   * @param found what is there
   * @param expected what should be there
   */
  public VideoException(String where, String found, String expected) {
    this(where, found, expected, null);
  }

  /**
   * A fault with its cause.
   *
   * @param where the camera, file or address
   * @param found what is there
   * @param expected what should be there
   * @param cause the lower fault, or null
   */
  public VideoException(String where, String found, String expected, Throwable cause) {
    super(where, found, expected, cause);
  }
}
