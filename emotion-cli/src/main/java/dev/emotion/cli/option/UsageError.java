package dev.emotion.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command line that can't be used: one line on stderr, status 2. Our own checks throw it; a
 * converter of one value throws picocli's {@code TypeConversionException}, to which picocli adds
 * the option's name.
 */
public final class UsageError extends ParameterException {
  private static final long serialVersionUID = 1;

  /**
   * A fault.
   *
   * @param command whose line it is
   * @param message the option, what was found, and what was expected
   */
  public UsageError(CommandSpec command, String message) {
    super(command.commandLine(), message);
  }
}
