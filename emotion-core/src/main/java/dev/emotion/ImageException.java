package dev.emotion;

/** An image that can't be read or written. */
public final class ImageException extends EmotionException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault.
   *
   * @param where the file, with line or entry where there is one
   * @param found what is there
   * @param expected what should be there
   */
  public ImageException(String where, String found, String expected) {
    this(where, found, expected, null);
  }

  /**
   * A fault with its cause.
   *
   * @param where the file, with line or entry where there is one
   * @param found what is there
   * @param expected what should be there
   * @param cause the lower fault, or null
   */
  public ImageException(String where, String found, String expected, Throwable cause) {
    super(where, found, expected, cause);
  }
}
