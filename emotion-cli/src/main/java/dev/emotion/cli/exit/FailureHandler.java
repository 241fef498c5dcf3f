package dev.emotion.cli.exit;

import dev.emotion.EmotionException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns every failure into one line on stderr, {@code emotion: what: why}, and an exit code. */
public final class FailureHandler
    implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (parsed.expandedArgs().contains("--verbose")) {
      e.printStackTrace(err);
    }
    if (e instanceof EmotionException) {
      err.println("emotion: " + e.getMessage());
      return ExitCode.INPUT_ERROR.status();
    }
    err.println("emotion: internal error: " + e + " (run again with --verbose and report it)");
    return ExitCode.INTERNAL_ERROR.status();
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("emotion: " + e.getMessage());
    err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE_ERROR.status();
  }
}
