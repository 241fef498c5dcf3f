package dev.emotion.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The script that completes the command line in bash and, through its bashcompinit, in zsh. Not
 * picocli's own: that one has a variable for each parameter label, so that options which share a
 * label share their values, and it completes no file names for options of several values.
 */
final class CompletionScript {
  private CompletionScript() {}

  /**
   * The script.
   *
   * @param root the command whose subcommands are completed
   * @return its text
   */
  static String of(CommandSpec root) {
    StringBuilder cases = new StringBuilder();
    for (Map.Entry<String, CommandLine> entry : root.subcommands().entrySet()) {
      cases.append("    ").append(entry.getKey()).append(")\n");
      cases.append(command(entry.getValue().getCommandSpec(), root)).append("      ;;\n");
    }
    return TEMPLATE
        .replace("@COMMANDS@", String.join(" ", root.subcommands().keySet()))
        .replace("@ROOT_OPTIONS@", names(root))
        .replace("@CASES@", cases);
  }

  private static String command(CommandSpec command, CommandSpec root) {
    List<String> values = new ArrayList<>();
    List<String> files = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (OptionSpec option : visible(command)) {
      String names = String.join("|", option.names());
      if (option.completionCandidates() != null) {
        String words =
            StreamSupport.stream(option.completionCandidates().spliterator(), false)
                .collect(Collectors.joining(" "));
        values.add("        " + names + ") offer='" + words + "' ;;\n");
      } else if (option.arity().max() > 0) {
        (isPath(option.paramLabel()) ? files : others).add(names);
      }
    }
    StringBuilder text = new StringBuilder("      case $prev in\n");
    values.forEach(text::append);
    if (!files.isEmpty()) {
      text.append("        ").append(String.join("|", files)).append(") return ;;\n");
    }
    text.append("        ").append(String.join("|", others)).append(others.isEmpty() ? "" : ") ");
    text.append(others.isEmpty() ? "" : "_emotion_no_files; return ;;\n");
    String bare = "_emotion_no_files; offer='" + names(command) + "'";
    if (!command.positionalParameters().isEmpty()) {
      String label = command.positionalParameters().get(0).paramLabel();
      bare =
          isPath(label)
              ? "return"
              : "offer='" + String.join(" ", root.subcommands().keySet()) + "'";
    }
    return text.append("        *) case $cur in\n")
        .append("          -*) offer='" + names(command) + "' ;;\n")
        .append("          *) " + bare + " ;;\n")
        .append("        esac ;;\n      esac\n")
        .toString();
  }

  /** As labels call it: FILE, FILE.zip, FILE|URL, PATH, DIR. */
  private static boolean isPath(String label) {
    return label.matches(".*\\b(FILE|PATH|DIR|FOLDER)\\b.*");
  }

  private static List<OptionSpec> visible(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  private static String names(CommandSpec command) {
    return visible(command).stream().map(OptionSpec::longestName).collect(Collectors.joining(" "));
  }

  /** Where the function answers nothing, "-o default" has the shell complete file names. */
  private static final String TEMPLATE =
      """
      # Completes the command line of emotion in bash and zsh: source this file.
      if [ -n "${ZSH_VERSION-}" ]; then
        type compdef >/dev/null 2>&1 || { autoload -U +X compinit && compinit -u; }
        autoload -U +X bashcompinit && bashcompinit
      fi

      # Where no file is meant. Before bash 4, and in zsh, file names are offered all the same.
      _emotion_no_files() {
        compopt +o default 2>/dev/null || true
      }

      _emotion() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} offer=
        COMPREPLY=()
        # bash makes three words of --format=json.
        if [ "$cur" = = ]; then
          cur=
        elif [ "$prev" = = ]; then
          prev=${COMP_WORDS[COMP_CWORD-2]}
        fi
        if [ "$COMP_CWORD" = 1 ]; then
          case $cur in
            -*) offer='@ROOT_OPTIONS@' ;;
            *) _emotion_no_files; offer='@COMMANDS@' ;;
          esac
          COMPREPLY=($(compgen -W "$offer" -- "$cur"))
          return
        fi
        case ${COMP_WORDS[1]} in
      @CASES@    esac
        if [ -n "$offer" ]; then
          COMPREPLY=($(compgen -W "$offer" -- "$cur"))
        fi
      }

      complete -o default -F _emotion emotion
      """;
}
