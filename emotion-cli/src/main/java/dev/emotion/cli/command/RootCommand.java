package dev.emotion.cli.command;

import picocli.CommandLine.Command;

/** {@code emotion} itself: only the subcommands do anything. */
@Command(
    name = "emotion",
    description = "Reads the emotion in human faces.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      BenchmarkCommand.class,
      TrainCommand.class,
      DoctorCommand.class,
      EvaluateCommand.class,
      InspectCommand.class,
      PredictCommand.class,
      RealtimeCommand.class,
      ServeCommand.class
    })
public final class RootCommand {}
