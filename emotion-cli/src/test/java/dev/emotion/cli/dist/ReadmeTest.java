package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What README shows of the model that ships; a new one brings other numbers. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void readmeShowsWhatTheSampleGives() throws IOException {
    Path sample = Path.of("..", "docs", "sample", "astronaut.png");
    CliRun run = CliRun.of("predict", "--image", sample);
    String shown = run.out().replace(sample.toString(), "docs/sample/astronaut.png");
    assertThat(Files.readString(README)).contains(shown.indent(4));
  }
}
