package dev.emotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmotionCliTest {
  static Stream<String> commands() {
    return EmotionCli.commandLine().getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithTheCommonOptions(String command) {
    CliRun run = CliRun.of(command, "--help");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("Usage: emotion " + command + " ")
        .contains("--config=FILE", "--quiet", "--verbose", "--version");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandTellsTheVersion(String command) {
    CliRun run = CliRun.of(command, "--version");

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(CliRun.of("--version").out()).startsWith("emotion 0.");
    assertThat(run.out()).doesNotContain("${", "null");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDescribedInOneSentenceOrMore(String command) {
    EmotionCli.commandLine().getSubcommands().get(command).getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(
            option ->
                assertThat(String.join(" ", option.description()))
                    .as("description of %s %s", command, option.longestName())
                    .endsWith("."));
  }

  @Test
  void noCommandIsAUsageErrorInOneLine() {
    CliRun run = CliRun.of();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualToIgnoringNewLines("emotion: Missing required subcommand (see 'emotion --help')");
  }

  @Test
  void aMistypedCommandIsNamedWithASuggestion() {
    CliRun run = CliRun.of("docter");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "emotion: unexpected argument 'docter'; did you mean doctor? (see 'emotion --help')");
  }

  @Test
  void anUnknownOptionIsNamedWithItsCommand() {
    CliRun run = CliRun.of("doctor", "--foo");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly("emotion: doctor: unknown option '--foo' (see 'emotion doctor --help')");
  }

  @Test
  void anArgumentThatBeginsWithAtIsNotExpanded() {
    assertThat(CliRun.of("doctor", "@args.txt").err()).contains("'@args.txt'");
  }
}
