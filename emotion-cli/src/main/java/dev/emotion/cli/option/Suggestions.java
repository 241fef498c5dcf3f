package dev.emotion.cli.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What somebody may have meant who typed an unknown word. */
public final class Suggestions {
  private static final int MAX_SHOWN = 3;
  private static final int MAX_LENGTH = 100;

  private Suggestions() {}

  /**
   * Options of a command like a word.
   *
   * @param command whose options
   * @param typed with dashes or without, such as {@code --learnig-rate}, {@code learningRate} or
   *     {@code -m}
   * @return long names with their dashes, the likeliest first; none where nothing is like it
   */
  public static List<String> options(CommandSpec command, String typed) {
    String word =
        typed
            .replaceFirst("^-+", "")
            .replaceFirst("=.*", "")
            .replaceAll("(\\p{Ll})(\\p{Lu})", "$1-$2")
            .replace('_', '-')
            .toLowerCase(Locale.ROOT);
    List<String> names =
        command.options().stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .map(name -> name.substring(2))
            .toList();
    return like(word, names).stream().map(name -> "--" + name).toList();
  }

  /**
   * Commands like a word.
   *
   * @param root whose commands
   * @param typed the word
   * @return names, the likeliest first; none where nothing is like it
   */
  public static List<String> commands(CommandSpec root, String typed) {
    return like(typed.toLowerCase(Locale.ROOT), root.subcommands().keySet());
  }

  /**
   * Asks whether one of them was meant.
   *
   * @param meant what somebody may have meant
   * @return the end of a message; empty where nothing is like the word
   */
  public static String question(List<String> meant) {
    return meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?";
  }

  private static List<String> like(String word, Collection<String> names) {
    if (word.length() > MAX_LENGTH) {
      return List.of();
    }
    Comparator<String> order =
        Comparator.<String>comparingInt(name -> distance(word, name))
            .thenComparingInt(String::length);
    // A slip for each three letters; or a name that was cut short, or went on too long.
    Predicate<String> isLike =
        name ->
            !word.isEmpty()
                && (distance(word, name) <= Math.max(1, word.length() / 3)
                    || name.startsWith(word)
                    || (name.length() > 2 && word.startsWith(name)));
    return names.stream().filter(isLike).sorted(order).limit(MAX_SHOWN).toList();
  }

  /** Letters to put in, take out, change or swap with their neighbour. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
