package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emotion completion}: what teaches a shell the options. */
@Command(
    name = "completion",
    description = "Prints the script that completes emotion's options in bash and zsh.")
final class CompletionCommand extends AbstractCommand {
  @Spec private CommandSpec command;

  @Override
  protected ExitCode execute() {
    out().print(CompletionScript.of(command.parent()));
    return ExitCode.OK;
  }
}
