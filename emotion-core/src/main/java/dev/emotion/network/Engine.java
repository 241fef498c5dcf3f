package dev.emotion.network;

import java.util.Locale;

/** What runs a network. Both compute the same but for rounding. */
public enum Engine {
  /** Our own executor; where a network has a layer that it doesn't know, the plain one. */
  FAST,
  /** DL4J's own execution. */
  PLAIN;

  /**
   * The name in options.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
