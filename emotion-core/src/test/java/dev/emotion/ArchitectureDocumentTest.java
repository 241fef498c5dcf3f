package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/ARCHITECTURE.md names what there is. */
class ArchitectureDocumentTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path CORE = REPOSITORY.resolve("emotion-core/src");

  private static String document() throws IOException {
    return Files.readString(REPOSITORY.resolve("docs/ARCHITECTURE.md"));
  }

  @Test
  void namesOnlyClassesThatExist() throws IOException {
    // Every word in backticks that begins like a class name, up to a dot.
    Set<String> named =
        Pattern.compile("`([A-Z][a-z]\\w+)[`.]")
            .matcher(document())
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> existing = new TreeSet<>();
    for (Path sources :
        List.of(
            CORE, REPOSITORY.resolve("emotion-cli/src"), REPOSITORY.resolve("emotion-spark/src"))) {
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> existing.add(name.substring(0, name.length() - 5)));
      }
    }
    assertThat(named).hasSizeGreaterThan(20).isSubsetOf(existing);
  }
}
