package dev.emotion.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The photograph in {@code docs/sample}: one woman's smiling face. */
public final class SampleImage {
  private SampleImage() {}

  /**
   * The file.
   *
   * @return its path; 512 x 512 pixels
   */
  public static Path path() {
    return root().resolve("docs/sample/astronaut.png");
  }

  /**
   * Its 240 x 240 pixels at 122,21, as phones write them. face.heic is by heif-enc of libheif
   * 1.15.1 (quality 60), face.avif by avifenc 0.11.1 (quantizers 20 to 40, 4:2:0).
   *
   * @param name face.heic or face.avif
   * @return its path
   */
  public static Path face(String name) {
    return root().resolve("emotion-core/src/test/resources/dev/emotion/image").resolve(name);
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
