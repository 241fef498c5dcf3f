package dev.emotion.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The photograph in {@code docs/sample}: one woman's smiling face. */
public final class SamplePicture {
  private SamplePicture() {}

  /**
   * The file.
   *
   * @return its path; 512 x 512 pixels
   */
  public static Path path() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs"))) {
      folder = folder.getParent();
    }
    return folder.resolve("docs/sample/astronaut.png");
  }
}
