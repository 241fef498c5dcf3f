package dev.emotion.export;

import java.util.HashSet;
import java.util.Set;

/** Names that every program takes: letters, digits and underscores, each once. */
final class Names {
  private final Set<String> taken = new HashSet<>();

  /**
   * A new name.
   *
   * @param wish what it shall be like
   * @return the wish itself where it may be
   */
  String unique(String wish) {
    String plain = wish.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?![A-Za-z])", "x");
    String name = plain;
    for (int i = 2; !taken.add(name); i++) {
      name = plain + "_" + i;
    }
    return name;
  }
}
