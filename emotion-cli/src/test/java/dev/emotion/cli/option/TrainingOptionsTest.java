package dev.emotion.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.network.Architecture;
import dev.emotion.train.TrainingSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingOptionsTest {
  @Test
  void withoutOptionsTheSettingsAreTheLibrarysDefaults() {
    TrainingOptions options = new TrainingOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();

    assertThat(options.toSettings(Optional.empty(), false, false, Map.of()))
        .isEqualTo(TrainingSettings.defaults(Architecture.VGG, 30));
  }
}
