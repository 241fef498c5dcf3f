package dev.emotion.cli.corpus;

import java.nio.file.Path;
import java.util.List;

/**
 * An input and what must become of it.
 *
 * @param name of the case
 * @param maker makes it
 * @param status the exit status that it alone would give: 0 for an odd input that is fine
 * @param words that the one line on stderr, or for status 0 stdout, must hold
 */
record BadInput(String name, Maker maker, int status, List<String> words) {

  /** Makes an input. */
  @FunctionalInterface
  interface Maker {
    /**
     * Makes it.
     *
     * @param folder to work in; empty
     * @return the path to give to the program; it need not exist
     */
    Path make(Path folder) throws Exception;
  }

  /** The bytes of a file. */
  @FunctionalInterface
  interface Content {
    byte[] bytes() throws Exception;
  }

  static BadInput refused(String name, Maker maker, String... words) {
    return new BadInput(name, maker, 3, List.of(words));
  }

  static BadInput fine(String name, Maker maker, String... words) {
    return new BadInput(name, maker, 0, List.of(words));
  }

  @Override
  public String toString() {
    return name;
  }
}
