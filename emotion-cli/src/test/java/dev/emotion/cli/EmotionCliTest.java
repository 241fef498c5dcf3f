package dev.emotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EmotionCliTest {
  static Stream<String> commands() {
    return Commands.tree().getSubcommands().keySet().stream();
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
    assertThat(run.out()).isEqualTo(CliRun.of("--version").out()).startsWith("emotion 1.");
    assertThat(run.out()).doesNotContain("${", "null");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDescribedInOneSentenceOrMore(String command) {
    Commands.tree().getSubcommands().get(command).getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(
            option ->
                assertThat(String.join(" ", option.description()))
                    .as("description of %s %s", command, option.longestName())
                    .endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsListedByItsName(String command) {
    Class<?> type =
        Commands.tree().getSubcommands().get(command).getCommandSpec().userObject().getClass();
    assertThat(type.getAnnotation(CommandLine.Command.class).name()).isEqualTo(command);
  }

  @Test
  void onlyTheCommandThatIsNamedIsMade() {
    assertThat(Commands.tree("predict", "train").getSubcommands().keySet())
        .containsExactly("predict");
    assertThat(Commands.tree("help", "train").getSubcommands()).hasSize((int) commands().count());
    assertThat(Commands.tree("--quiet").getSubcommands()).hasSize((int) commands().count());
  }

  @Test
  void noCommandShowsTheHelp() {
    CliRun run = CliRun.of();

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(CliRun.of("--help").out());
  }

  @Test
  void commandsStandInTheOrderOfUse() {
    assertThat(commands())
        .startsWith("predict", "realtime", "serve", "inspect", "train", "evaluate")
        .endsWith("doctor", "completion", "help", "version");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyHelpEndsWithExamplesAndHasOneStyleForDefaults(String command) {
    String help = CliRun.of(command, "--help").out();

    assertThat(help).containsPattern("\nExamples?:\n  (eval \"..)?emotion " + command);
    assertThat(help.replaceAll("\\s+", " "))
        .doesNotContainPattern("[Dd]efault(s| is| \\S| to)")
        .doesNotContain("; default");
    assertThat(CliRun.of("help", command).out()).isEqualTo(help);
  }

  @Test
  void theOptionsOfTrainStandInGroupsEachOnce() {
    String help = CliRun.of("train", "--help").out();

    assertThat(help)
        .containsSubsequence(
            "\nData:\n",
            "--data=",
            "\nResult:\n",
            "--output=",
            "\nNetwork:\n",
            "--width=",
            "\nTargets:\n",
            "\nLearning:\n",
            "--epochs=",
            "\nMachine:\n",
            "--threads=",
            "\nCommon:\n",
            "--quiet",
            "--verbose",
            "--config=",
            "--help",
            "--version",
            "\nExamples:\n");
    Commands.tree().getSubcommands().get("train").getCommandSpec().options().stream()
        .map(option -> option.longestName())
        .forEach(
            name ->
                assertThat(help.lines().filter(line -> isListed(line, name))).as(name).hasSize(1));
    assertThat(
            help.substring(help.indexOf("\nCommon:"))
                .lines()
                .filter(l -> l.matches(" .*  --.*|  -.*")))
        .as("options without a group")
        .hasSize(5);
  }

  private static boolean isListed(String line, String option) {
    return line.matches("  (-\\w, |    )" + option + "([=\\s].*)?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict -m x | unknown option '-m'; did you mean --model or --min-face",
        "predict --detecter haar | unknown option '--detecter'; did you mean --detector?",
        "predict --min_face=9 | unknown option '--min_face=9'; did you mean --min-face?",
        "train --data a --learningRate 1 | unknown option '--learningRate'; did you mean --learning-rate?",
        "trian | unexpected argument 'trian'; did you mean train?",
        "photo.jpg | unexpected argument 'photo.jpg'; expected a command first, such as predict",
        "--image a | unknown option '--image'; expected a command first, such as predict",
        "help trian | no command 'trian'; did you mean train?",
        "help xyzzy | no command 'xyzzy' (see",
      })
  void whatIsUnknownIsAnsweredWithWhatMayBeMeant(String line, String words) {
    CliRun run = CliRun.of((Object[]) line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(words).hasLineCount(1);
  }

  @Test
  void versionIsACommandToo() {
    assertThat(CliRun.of("version").out()).isEqualTo(CliRun.of("--version").out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict --output= a.png",
        "predict --faces= a.png",
        "train --data= --output=a.zip",
        "train --data=a --output=",
        "train --data=a --fine-tune=",
        "train --data=a --teacher=",
        "evaluate --data=a --json=",
        "realtime --video a.mp4 --record=",
      })
  void anEmptyPathIsRefused(String line) {
    CliRun run = CliRun.of((Object[]) line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("found nothing, expected a path").hasLineCount(1);
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
