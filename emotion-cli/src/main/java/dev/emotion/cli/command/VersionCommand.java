package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emotion version}: what many type before {@code --version}. */
@Command(name = "version", description = "Prints the version, as --version does.")
final class VersionCommand extends AbstractCommand {
  @Spec private CommandSpec command;

  @Override
  protected ExitCode execute() {
    command.commandLine().printVersionHelp(out());
    return ExitCode.OK;
  }
}
