package dev.emotion.cli.exit;

import dev.emotion.EmotionException;
import dev.emotion.NativeException;
import dev.emotion.cli.option.Suggestions;
import dev.emotion.cli.output.StandardOutput;
import dev.emotion.system.NativeLibrary;
import dev.emotion.text.Words;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ITypeInfo;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every failure into one line on stderr, {@code emotion: what: why}, and an exit code. With
 * {@code --verbose} the stack trace follows.
 */
public final class FailureHandler
    implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** How picocli begins what it says of a value that it can't convert. */
  private static final Pattern WRONG_VALUE =
      Pattern.compile("Invalid value for option '[^']*'(?: \\(.*?\\))?: ");

  /** A failure's line (empty for none) and status. */
  private record Outcome(String line, ExitCode code) {}

  /**
   * Runs the program and handles what picocli lets through: errors of the JVM, and failures while
   * help is printed or the configuration is read.
   *
   * @param root the root command
   * @param program runs it
   * @return the exit status
   */
  public int guard(CommandLine root, IntSupplier program) {
    try {
      int status = program.getAsInt();
      root.getOut().flush();
      return status;
    } catch (ParameterException e) {
      return handleParseException(e, new String[0]);
    } catch (RuntimeException | Error e) {
      return report(e, root.getErr(), isVerbose(root.getParseResult()));
    }
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return report(e, command.getErr(), isVerbose(parsed));
  }

  private static boolean isVerbose(ParseResult parsed) {
    return parsed != null && parsed.expandedArgs().contains("--verbose");
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    println(
        e.getCommandLine().getErr(),
        spec.qualifiedName(": ")
            + ": "
            + usageFault(e)
            + " (see '"
            + spec.qualifiedName()
            + " --help')");
    return ExitCode.USAGE_ERROR.status();
  }

  private static String usageFault(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String unknown = unmatched.getUnmatched().get(0);
      return (unmatched.isUnknownOption() ? "unknown option '" : "unexpected argument '")
          + unknown
          + "'"
          + hint(e.getCommandLine().getCommandSpec(), unknown, unmatched.isUnknownOption());
    }
    Matcher wrong = WRONG_VALUE.matcher(e.getMessage());
    return wrong.lookingAt() && e.getArgSpec() instanceof OptionSpec option
        ? option.longestName()
            + ": "
            + expected(option)
                .map(kind -> "found '" + e.getValue() + "', expected " + kind)
                .orElse(e.getMessage().substring(wrong.end()))
        : e.getMessage();
  }

  /** What an option takes that picocli converts; our own converters say it themselves. */
  private static Optional<String> expected(OptionSpec option) {
    if (option.converters().length > 0) {
      return Optional.empty();
    }
    ITypeInfo type = option.typeInfo();
    ITypeInfo kind = type.isMultiValue() ? type.getAuxiliaryTypeInfos().get(0) : type;
    if (kind.isEnum()) {
      return Optional.of(
          Words.either(
              kind.getEnumConstantNames().stream()
                  .map(name -> name.toLowerCase(Locale.ROOT))
                  .toList()));
    }
    return Optional.ofNullable(
        switch (kind.getClassSimpleName()) {
          case "int", "Integer", "long", "Long" -> "a whole number";
          case "double", "Double" -> "a number";
          default -> null;
        });
  }

  private static String hint(CommandSpec command, String unknown, boolean isOption) {
    boolean isRoot = !command.subcommands().isEmpty();
    List<String> meant = List.of();
    if (isOption) {
      meant = Suggestions.options(command, unknown);
    } else if (isRoot) {
      meant = Suggestions.commands(command, unknown);
    }
    if (!meant.isEmpty()) {
      return Suggestions.question(meant);
    }
    return isRoot ? "; expected a command first, such as predict" : "";
  }

  private static int report(Throwable failure, PrintWriter err, boolean verbose) {
    Outcome outcome = outcome(failure);
    if (!outcome.line().isEmpty()) {
      println(err, "emotion: " + outcome.line());
    }
    if (verbose) {
      failure.printStackTrace(err);
      err.flush();
    }
    return outcome.code().status();
  }

  /** The first cause that we have words for decides; worker threads wrap what they throw. */
  private static Outcome outcome(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StandardOutput.ClosedError closed) {
        return closed.readerLeft()
            ? new Outcome("", ExitCode.OK)
            : new Outcome(closed.getMessage(), ExitCode.INPUT_ERROR);
      }
      if (cause instanceof EmotionException || cause instanceof BindException) {
        return new Outcome(cause.getMessage(), ExitCode.INPUT_ERROR);
      }
      if (cause instanceof FileSystemException file) {
        return new Outcome(file.getFile() + ": " + reason(file), ExitCode.INPUT_ERROR);
      }
      if (cause instanceof IOException) {
        return new Outcome("input or output failed: " + cause.getMessage(), ExitCode.INPUT_ERROR);
      }
      if (cause instanceof OutOfMemoryError) {
        return new Outcome(
            "out of memory: "
                + cause.getMessage()
                + " (in training lower --batch-size, elsewhere --threads, or allow more, for example"
                + " EMOTION_JAVA_OPTS=-Xmx4g)",
            ExitCode.INPUT_ERROR);
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<NativeException> unloadable = NativeLibrary.fault(cause);
      if (unloadable.isPresent()) {
        return new Outcome(unloadable.get().getMessage(), ExitCode.INPUT_ERROR);
      }
    }
    return new Outcome(
        "internal error: " + failure + " (run again with --verbose and report it)",
        ExitCode.INTERNAL_ERROR);
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NotDirectoryException) {
      return "not a folder";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  private static void println(PrintWriter err, String line) {
    err.println(Words.line(line));
    err.flush();
  }
}
