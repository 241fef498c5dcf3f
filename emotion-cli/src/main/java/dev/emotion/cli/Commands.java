package dev.emotion.cli;

import dev.emotion.cli.command.RootCommand;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.exit.FailureHandler;
import dev.emotion.cli.option.ConfigFile;
import dev.emotion.cli.option.PathConverter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** The commands, on picocli. */
public final class Commands {
  private Commands() {}

  /**
   * Runs the program.
   *
   * @param out receives the results, as UTF-8
   * @param err receives progress, warnings and errors, as UTF-8
   * @param args the command line
   * @return the exit status
   */
  public static int run(PrintStream out, PrintStream err, String... args) {
    FailureHandler failures = new FailureHandler();
    CommandLine root =
        tree(args)
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures);
    return failures.guard(root, () -> root.execute(ConfigFile.expand(root, args)));
  }

  /**
   * Builds the command tree, with what its annotations can't say.
   *
   * @param args the command line, for whose command alone the tree is; none for all commands
   * @return the root command
   */
  public static CommandLine tree(String... args) {
    // An argument that begins with "@" is a file name like any other.
    CommandLine root =
        RootCommand.of(args)
            .setExpandAtFiles(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, new PathConverter());
    Map<String, String> exitCodes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      exitCodes.put(String.valueOf(code.status()), code.meaning());
    }
    root.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(exitCodes);
    return root;
  }
}
