package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import picocli.CommandLine.Command;

/** {@code emotion doctor}: whether this machine has all that emotion needs. */
@Command(name = "doctor", description = "Checks that this machine has all that emotion needs.")
final class DoctorCommand extends AbstractCommand {
  @Override
  protected ExitCode execute() {
    return ExitCode.OK;
  }
}
