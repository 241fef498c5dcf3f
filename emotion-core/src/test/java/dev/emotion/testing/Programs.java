package dev.emotion.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that some tests need. */
public final class Programs {
  private Programs() {}

  /**
   * Looks for a program.
   *
   * @param name what one would type
   * @return the first of that name on the PATH
   */
  public static Optional<Path> find(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Makes a named pipe; where that can't be done, the calling test is skipped.
   *
   * @param path where there is nothing yet
   * @return the path
   */
  public static Path mkfifo(Path path) throws IOException, InterruptedException {
    assumeTrue(find("mkfifo").isPresent(), "skipped: no mkfifo");
    int status = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
    assumeTrue(status == 0, "skipped: no named pipe can be made at " + path);
    return path;
  }
}
