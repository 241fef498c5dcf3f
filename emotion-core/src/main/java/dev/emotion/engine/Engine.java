package dev.emotion.engine;

import java.util.Locale;

/** What runs a network. All compute the same but for rounding. */
public enum Engine {
  /** Our own executor. */
  FAST,
  /** DL4J's own execution. */
  PLAIN,
  /**
   * For a program that asks about a few faces and ends: it is there several times sooner, without
   * DL4J, and takes several times longer for each face. Trains as {@link #FAST}, which also runs
   * the networks that this one doesn't know.
   */
  LIGHT;

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
