package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every jar that ships has its licence named. */
class ThirdPartyIT {
  private static final Path LICENSES = Installed.home().resolve("licenses");

  private static final Pattern JAR = Pattern.compile("(.+?)(-\\d.*)?\\.jar");

  /** Not of others, or put together from their jars. */
  private static final List<String> MADE_HERE = List.of("emotion", "emotion-core", "natives");

  private static final Pattern ROW =
      Pattern.compile("\\| ([\\w.-]+):([\\w.-]+) \\| ([^|]+) \\| ([^|]+) \\|");

  @Test
  void namesEveryJarThatShipsAndNoOther() throws IOException {
    List<String> shipped;
    try (Stream<Path> files = Files.list(Installed.home().resolve("lib"))) {
      shipped =
          files
              .map(file -> JAR.matcher(file.getFileName().toString()))
              .filter(Matcher::matches)
              .map(jar -> jar.group(1))
              .filter(name -> !MADE_HERE.contains(name))
              .toList();
    }

    assertThat(rows().stream().map(row -> row.group(2)))
        .containsExactlyInAnyOrderElementsOf(shipped);
  }

  @Test
  void everyLicenceTextIsThere() throws IOException {
    assertThat(rows()).isNotEmpty();
    for (Matcher row : rows()) {
      assertThat(LICENSES.resolve(row.group(4))).isNotEmptyFile();
    }
  }

  private static List<Matcher> rows() throws IOException {
    return Files.readAllLines(LICENSES.resolve("THIRD-PARTY.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .toList();
  }
}
