package dev.emotion.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that tests make outside of JUnit's. */
public final class Folders {
  private Folders() {}

  /**
   * Deletes a folder and all that is in it.
   *
   * @param folder that is there
   * @throws IOException if something of it can't be deleted
   */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path file : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
