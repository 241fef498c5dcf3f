package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every jar that ships has its licence named. */
class ThirdPartyTest {
  private static final Path LICENSES = Path.of("src", "main", "dist", "licenses");

  /** On the class path for the tests alone. */
  private static final Set<String> TEST_ONLY =
      Set.of(
          "apiguardian-api",
          "archunit",
          "assertj-core",
          "byte-buddy",
          "itu", // for json-schema-validator, as all of jackson-* and snakeyaml
          "jackson-",
          "json-schema-validator",
          "selenium", // axe-core's script
          "snakeyaml",
          "opentest4j",
          "junit",
          "surefire");

  private static final Pattern JAR = Pattern.compile("(.+?)-\\d[^/]*\\.jar");
  private static final Pattern ROW =
      Pattern.compile("\\| ([\\w.-]+):([\\w.-]+) \\| ([^|]+) \\| ([^|]+) \\|");

  @Test
  void namesEveryJarThatShipsAndNoOther() throws IOException {
    Set<String> shipped = new TreeSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Matcher jar = JAR.matcher(Path.of(entry).getFileName().toString());
      if (jar.matches()) {
        String name = jar.group(1);
        if (TEST_ONLY.stream().noneMatch(name::startsWith) && !name.startsWith("emotion-")) {
          shipped.add(name);
        }
      }
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
