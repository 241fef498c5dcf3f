package dev.emotion;

/** Native libraries that can't be unpacked or loaded here. */
public final class NativeException extends EmotionException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with its cause.
   *
   * @param found what is in the way
   * @param expected what they need
   * @param cause the lower fault, or null
   */
  public NativeException(String found, String expected, Throwable cause) {
    super("native libraries", found, expected, cause);
  }
}
