package dev.emotion.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The parts of a data set. Training learns from one, chooses by the second, never sees the third.
 */
public enum Split {
  /** What the network learns from: FER-2013's {@code Training}. */
  TRAIN("Training"),
  /** What chooses the best epoch: FER-2013's {@code PublicTest}. */
  VALIDATION("PublicTest"),
  /** What measures the finished model: FER-2013's {@code PrivateTest}. */
  TEST("PrivateTest");

  private final String usage;

  Split(String usage) {
    this.usage = usage;
  }

  /**
   * The name in reports and files.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in FER-2013's column Usage. */
  String usage() {
    return usage;
  }

  /** The part of a name in that column, in small or capital letters. */
  static Optional<Split> ofUsage(String text) {
    return Arrays.stream(values()).filter(split -> split.usage.equalsIgnoreCase(text)).findFirst();
  }
}
