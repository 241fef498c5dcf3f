package dev.emotion;

/**
 * An input that can't be used. Every one says where the fault is, what was found there and what was
 * expected, in one line.
 */
public abstract sealed class EmotionException extends RuntimeException
    permits DatasetException, ImageException, ModelException, NativeException, VideoException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault with its cause.
   *
   * @param where the file, with line or entry where there is one
   * @param found what is there
   * @param expected what should be there
   * @param cause the lower fault, or null
   */
  protected EmotionException(String where, String found, String expected, Throwable cause) {
    super(oneLine(where + ": " + found + ", expected " + expected), cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
