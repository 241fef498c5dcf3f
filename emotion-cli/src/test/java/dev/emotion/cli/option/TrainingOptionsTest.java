package dev.emotion.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.network.Architecture;
import dev.emotion.network.Precision;
import dev.emotion.onednn.OneDnn;
import dev.emotion.train.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingOptionsTest {
  private static CommandLine line(TrainingOptions options) {
    return new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Test
  void withoutOptionsTheSettingsAreTheLibrarysDefaults() {
    TrainingOptions options = new TrainingOptions();
    line(options).parseArgs();

    assertThat(options.toSettings(Optional.empty(), false, false, Map.of()))
        .isEqualTo(TrainingSettings.defaults(Architecture.VGG, 30));
  }

  /** No two of the values are alike, and none is a default. */
  @Test
  void everyOptionIsTheSettingOfItsName() {
    Map<String, String> given = new TreeMap<>();
    given.put("architecture", "wide");
    given.put("width", "7");
    given.put("dropout", "0.21");
    given.put("optimizer", "adam");
    given.put("momentum", "0.22");
    given.put("weight-decay", "0.023");
    given.put("class-weights", "root");
    given.put("learning-rate", "0.024");
    given.put("warmup", "2.5");
    given.put("label-smoothing", "0.26");
    given.put("votes-weight", "0.27");
    given.put("teacher-weight", "0.28");
    given.put("averaging", "0.29");
    given.put("epochs", "31");
    given.put("patience", "8");
    given.put("batch-size", "33");
    given.put("augment", "strong");
    given.put("seed", "34");
    given.put("freeze", "5");
    given.put("backbone-rate", "0.35");
    given.put("base-share", "0.36");
    given.put("threads", "3");
    TrainingOptions options = new TrainingOptions();
    CommandLine line = line(options);
    assertThat(line.getCommandSpec().optionsMap().keySet())
        .filteredOn(name -> !name.equals("--precision")) // which not every CPU has: below
        .containsExactlyInAnyOrderElementsOf(
            given.keySet().stream().map(name -> "--" + name).toList());
    line.parseArgs(
        given.entrySet().stream()
            .map(option -> "--" + option.getKey() + "=" + option.getValue())
            .toArray(String[]::new));

    Map<String, String> data = Map.of("clean", "true");
    TrainingSettings settings = options.toSettings(Optional.empty(), true, true, data);

    given.putAll(data);
    assertThat(settings.toProperties()).containsExactlyInAnyOrderEntriesOf(given);
  }

  @Test
  void thePrecisionIsASettingToo() {
    assumeTrue(OneDnn.multiplies(Precision.BF16), "skipped: this CPU doesn't multiply bfloat16");
    TrainingOptions options = new TrainingOptions();
    line(options).parseArgs("--precision", "bf16");

    assertThat(options.toSettings(Optional.empty(), false, false, Map.of()).toProperties())
        .containsEntry("precision", "bf16");
  }

  @Test
  void weightsOfVotesAndTeachersThatThereAreNotAreNone() {
    TrainingOptions none = new TrainingOptions();
    line(none).parseArgs();
    TrainingOptions zero = new TrainingOptions(); // as the settings of such a run say it
    line(zero).parseArgs("--votes-weight", "0", "--teacher-weight", "0");

    for (TrainingOptions options : List.of(none, zero)) {
      assertThat(options.toSettings(Optional.empty(), false, false, Map.of()).toProperties())
          .containsEntry("votes-weight", "0.0")
          .containsEntry("teacher-weight", "0.0");
    }
    assertThat(none.toSettings(Optional.empty(), true, true, Map.of()).toProperties())
        .containsEntry("votes-weight", "0.35")
        .containsEntry("teacher-weight", "0.5");
  }
}
