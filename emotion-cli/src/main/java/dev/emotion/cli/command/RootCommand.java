package dev.emotion.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emotion} itself: alone it shows what there is. */
@Command(
    name = "emotion",
    description = "Reads the emotion in human faces.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class)
public final class RootCommand implements Runnable {
  /** In the order of use. */
  private static final Map<String, Supplier<AbstractCommand>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("predict", PredictCommand::new);
    COMMANDS.put("realtime", RealtimeCommand::new);
    COMMANDS.put("serve", ServeCommand::new);
    COMMANDS.put("inspect", InspectCommand::new);
    COMMANDS.put("train", TrainCommand::new);
    COMMANDS.put("evaluate", EvaluateCommand::new);
    COMMANDS.put("compare", CompareCommand::new);
    COMMANDS.put("import", ImportCommand::new);
    COMMANDS.put("export", ExportCommand::new);
    COMMANDS.put("benchmark", BenchmarkCommand::new);
    COMMANDS.put("doctor", DoctorCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
    COMMANDS.put("help", HelpCommand::new);
    COMMANDS.put("version", VersionCommand::new);
  }

  /** These two speak of all commands. */
  private static final Set<String> OF_ALL = Set.of("completion", "help");

  @Spec private CommandSpec spec;

  /**
   * Makes the commands.
   *
   * @param line the command line: where it begins with a command, that one is all that is made,
   *     since the annotations of the others would take a tenth of a second to read
   * @return the root command
   */
  public static CommandLine of(String... line) {
    CommandLine root = new CommandLine(new RootCommand());
    boolean one = line.length > 0 && COMMANDS.containsKey(line[0]) && !OF_ALL.contains(line[0]);
    COMMANDS.forEach(
        (name, command) -> {
          if (!one || name.equals(line[0])) {
            root.addSubcommand(name, command.get());
          }
        });
    HelpLayout.apply(root);
    return root;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
