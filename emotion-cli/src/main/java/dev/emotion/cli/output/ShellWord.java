package dev.emotion.cli.output;

import java.util.regex.Pattern;

/** Text that a POSIX shell is to read as one word. */
public final class ShellWord {
  /** Means the same with quotes and without. */
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private ShellWord() {}

  /**
   * Quotes where that is needed.
   *
   * @param text any, such as a path
   * @return the text, in single quotes if it has blanks or other characters that mean something
   */
  public static String of(Object text) {
    String word = text.toString();
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
