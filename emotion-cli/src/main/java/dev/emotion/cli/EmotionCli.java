package dev.emotion.cli;

import dev.emotion.cli.command.RootCommand;
import dev.emotion.cli.exit.FailureHandler;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program. */
public final class EmotionCli {
  private EmotionCli() {}

  /**
   * Runs the program and ends the process with its status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

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
    return new CommandLine(new RootCommand())
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .execute(args);
  }
}
