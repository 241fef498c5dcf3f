package dev.emotion.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * Begins a command that starts Java as the tests have it, with what the launcher adds from Java
   * 24 on, where JavaCPP's natives are else warned of on stderr.
   *
   * @return the program and that option; to be added to
   */
  public static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.add(
          "@" + Path.of("../emotion-cli/src/main/dist/lib/jvm-24.options").toAbsolutePath());
    }
    return command;
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
