package dev.emotion.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void statusesAreThoseThatScriptsRelyOn() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::status))
        .containsExactly(0, 1, 2, 3, 4, 5, 130);
  }

  @Test
  void helpShowsTheWholeTable() {
    List<String> help = CliRun.of("--help").out().lines().map(String::strip).toList();

    assertThat(help.subList(help.indexOf("Exit status:") + 1, help.size()))
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values())
                .map(code -> String.format("%-6s%s", code.status(), code.meaning()))
                .toList());
  }

  @Test
  void readmeShowsTheWholeTable() throws IOException {
    assertThat(Files.readAllLines(README))
        .containsSubsequence(
            Arrays.stream(ExitCode.values())
                .map(code -> "| " + code.status() + " | " + code.meaning() + " |")
                .toList());
  }
}
