package dev.emotion.text;

import java.util.List;
import java.util.Locale;

/** Words of messages. */
public final class Words {
  private Words() {}

  /**
   * A number of things.
   *
   * @param number how many
   * @param one such as "face"; its plural takes an s
   * @return such as "1 face" or "2 faces"
   */
  public static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  /**
   * A text that can hold anything, such as a file's name, as one line of a terminal.
   *
   * @param text any
   * @return the same, with a space in place of control characters
   */
  public static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /**
   * A length of time, or a place in a recording.
   *
   * @param seconds 0 or more
   * @return minutes and seconds, with hours where there are any: such as "0:05" or "1:02:03"
   */
  public static String clock(long seconds) {
    long minutes = seconds / 60;
    return minutes < 60
        ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
  }

  /**
   * A choice.
   *
   * @param choices one or more
   * @return such as "a", "a or b", or "a, b or c"
   */
  public static String either(List<String> choices) {
    int last = choices.size() - 1;
    return last == 0
        ? choices.get(0)
        : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
  }
}
