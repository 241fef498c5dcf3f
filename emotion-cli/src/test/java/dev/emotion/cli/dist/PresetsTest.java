package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.option.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The presets in config/, named after their command: train-quick.properties. */
class PresetsTest {
  private static final Path CONFIG = Path.of("..", "config");

  @Test
  void everyPresetFitsItsCommand() throws IOException {
    List<Path> presets;
    try (Stream<Path> files = Files.list(CONFIG)) {
      presets = files.sorted().toList();
    }

    assertThat(presets).isNotEmpty();
    for (Path preset : presets) {
      String command = preset.getFileName().toString().split("-")[0];
      CommandLine root = EmotionCli.commandLine();
      String[] args = {command, "--data", "any", "--config", preset.toString()};
      assertThatCode(() -> root.parseArgs(ConfigFile.expand(root, args)))
          .as("%s", preset)
          .doesNotThrowAnyException();
    }
  }
}
