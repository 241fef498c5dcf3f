package dev.emotion.text;

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
}
