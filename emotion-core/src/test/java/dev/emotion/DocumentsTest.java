package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every document. */
class DocumentsTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final int MAX_COLUMNS = 100;

  /** Rows of tables, output of commands, images and lines of one long word can't be broken. */
  private static final Pattern UNBREAKABLE = Pattern.compile("\\||    |!|\\S+$");

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  private static List<Path> documents() throws IOException {
    List<Path> documents =
        new ArrayList<>(
            List.of(
                REPOSITORY.resolve("README.md"),
                REPOSITORY.resolve("CHANGELOG.md"),
                REPOSITORY.resolve("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    assertThat(documents).hasSizeGreaterThan(20);
    return documents;
  }

  @Test
  void linesHaveAtMostAHundredColumns() throws IOException {
    for (Path document : documents()) {
      assertThat(Files.readAllLines(document))
          .as("%s", document)
          .allMatch(
              line ->
                  line.codePointCount(0, line.length()) <= MAX_COLUMNS
                      || UNBREAKABLE.matcher(line).lookingAt());
    }
  }

  @Test
  void linksLeadToFilesThatAreThere() throws IOException {
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        links++;
        assertThat(document.resolveSibling(link.group(1)).normalize()).as("%s", document).exists();
      }
    }
    assertThat(links).isGreaterThan(20);
  }
}
