package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.Suggestions;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code emotion help train}: the same as {@code emotion train --help}. */
@Command(name = "help", description = "Shows the help of a command, as COMMAND --help does.")
final class HelpCommand extends AbstractCommand {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "One of emotion's commands.")
  private String name;

  @Override
  protected ExitCode execute() {
    CommandLine root = command.parent().commandLine();
    CommandLine wanted = name == null ? root : root.getSubcommands().get(name);
    if (wanted == null) {
      List<String> meant = Suggestions.commands(root.getCommandSpec(), name);
      throw usageError("no command '" + name + "'" + Suggestions.question(meant));
    }
    wanted.usage(out());
    return ExitCode.OK;
  }
}
