package dev.emotion.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emotion} itself: alone it shows what there is. */
@Command(
    name = "emotion",
    description = "Reads the emotion in human faces.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      PredictCommand.class,
      RealtimeCommand.class,
      ServeCommand.class,
      InspectCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      BenchmarkCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      VersionCommand.class
    })
public final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
