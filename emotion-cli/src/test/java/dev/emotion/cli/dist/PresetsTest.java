package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The presets in config/, named after their command: train-quick.properties. */
class PresetsTest {
  private static final Path CONFIG = Path.of("..", "config");

  @TempDir private Path folder;

  @Test
  void everyPresetFitsItsCommand() throws IOException {
    List<Path> presets;
    try (Stream<Path> files = Files.list(CONFIG)) {
      presets = files.sorted().toList();
    }

    assertThat(presets).isNotEmpty();
    for (Path preset : presets) {
      assertThat(preset).as("fits any machine").content().doesNotContainPattern("(?m)^threads");
      String command = preset.getFileName().toString().split("-", 2)[0];
      List<Object> arguments = new ArrayList<>(List.of(command, "--data", folder.resolve("none")));
      arguments.addAll(List.of("--output", folder.resolve("m.zip"), "--config", preset));
      for (String beside : List.of("--fine-tune", "--teacher", "--votes")) {
        if (Files.readString(preset).contains(beside)) { // its head says so
          arguments.addAll(List.of(beside, "bundled"));
        }
      }
      // Values are checked before the data is read.
      CliRun run = CliRun.of(arguments.toArray());
      assertThat(run.status()).as("%s: %s", preset, run.err()).isEqualTo(3);
      assertThat(run.err()).contains("none: no such file or folder");
    }
  }
}
