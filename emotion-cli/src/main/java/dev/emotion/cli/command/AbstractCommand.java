package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.CommonOptions;
import dev.emotion.cli.option.UsageError;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.system.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The life of every command: validate, execute, exit code. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionProvider.class)
abstract class AbstractCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public final Integer call() throws Exception {
    if (common.verbose()) {
      Configurator.setRootLevel(Level.INFO);
      Configurator.setLevel("dev.emotion", Level.DEBUG);
    }
    validate();
    ExitCode code = execute();
    out().flush();
    err().flush();
    return code.status();
  }

  /** Checks option values against each other; wrong ones end in {@link #usageError}. */
  protected void validate() {}

  /**
   * Does the work.
   *
   * @return how it ended
   * @throws Exception any failure; {@code FailureHandler} turns it into a line and a status
   */
  protected abstract ExitCode execute() throws Exception;

  /** Where results go. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For messages: progress, warnings, errors. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** A new progress line on stderr, silent with {@code --quiet}. */
  protected final ProgressLine progress() {
    return ProgressLine.on(err(), common.quiet());
  }

  /** The shared options. */
  protected final CommonOptions common() {
    return common;
  }

  /**
   * Makes sure, before anything slow, that a result can be written at the end, to a file that no
   * other option names: nothing that is read, or written for another one, must be replaced.
   *
   * @param option its name, such as {@code --json}
   * @param file what was given; null for nothing
   */
  protected final void requireWritable(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = folder(option, file);
    if (Files.isDirectory(file)) {
      throw usageError(option + ": " + file + " is a folder, expected a file");
    } else if (folder != null && !Files.isDirectory(folder)) {
      throw usageError(option + ": there is no folder " + folder);
    } else if (Files.exists(file) && !Files.isWritable(file)) {
      throw usageError(option + ": " + file + " can't be written");
    } else if (folder != null && !isDevice(file) && !Files.isWritable(folder)) {
      throw usageError(option + ": can't create a file in " + folder);
    }
    if (!isDevice(file)) {
      requireOwn(option, file);
    }
  }

  /** The folder that a file is written in, which is another one behind a link. */
  private Path folder(String option, Path file) {
    try {
      return AtomicFile.target(file).getParent();
    } catch (IOException e) {
      throw usageError(option + ": " + file + " can't be looked at: " + e.getMessage());
    }
  }

  /**
   * Makes sure that {@code --json} can be written, or is standard output.
   *
   * @param file what was given; null for nothing
   */
  protected final void requireJson(Path file) {
    if (!isStandardOutput(file)) {
      requireWritable("--json", file);
    }
  }

  /**
   * Writes what was found: as text to standard output, unless {@code --json} goes there, and what
   * {@code --json} asks for. The text comes first: a file that can't be written must not cost it.
   *
   * @param file what {@code --json} was given; null for nothing
   * @param json its content
   * @param text the same for people
   */
  protected final void writeReport(Path file, Supplier<String> json, Supplier<String> text) {
    if (isStandardOutput(file)) {
      out().print(json.get());
      return;
    }
    out().print(text.get());
    if (file != null) {
      AtomicFile.write(file, json.get());
    }
  }

  /** Makes sure that no other option names a result's file. */
  protected final void requireOwn(String option, Path file) {
    spec.args().stream()
        .filter(arg -> !name(arg).equals(option))
        .filter(arg -> paths(arg.getValue()).anyMatch(other -> isSame(other, file)))
        .findFirst()
        .ifPresent(
            arg -> {
              throw usageError(
                  option + ": " + file + " is the file of " + name(arg) + ", expected another");
            });
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static Stream<Path> paths(Object value) {
    if (value instanceof Path path) {
      return Stream.of(path);
    }
    return value instanceof Collection<?> several
        ? several.stream().flatMap(AbstractCommand::paths)
        : Stream.empty();
  }

  private static boolean isSame(Path a, Path b) {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize())
        || AtomicFile.isSame(a, b);
  }

  /**
   * Makes sure that a result's file is named for the one form that it has.
   *
   * @param option its name, such as {@code --sheet}
   * @param file what was given; null for nothing
   * @param ending such as {@code .png}, in small or capital letters
   */
  protected final void requireEnding(String option, Path file, String ending) {
    if (file != null && !hasEnding(file, ending)) {
      throw usageError(option + ": found " + file + ", expected FILE" + ending);
    }
  }

  /** Whether a name ends so, in small or capital letters. */
  protected static boolean hasEnding(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /** Whether an option that names a file means standard output: "-". */
  protected static boolean isStandardOutput(Path file) {
    return file != null && file.toString().equals("-");
  }

  /** A device or a pipe, which is written to as it is; files are replaced when they are whole. */
  private static boolean isDevice(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  /** A wrong option value: one line, status 2. */
  protected final UsageError usageError(String message) {
    return new UsageError(spec, message);
  }
}
