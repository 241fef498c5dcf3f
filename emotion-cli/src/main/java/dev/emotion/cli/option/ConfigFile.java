package dev.emotion.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code --config FILE}: options from a properties file.
 *
 * <p>A key is a long option's name without its dashes, a value is what would follow the option; a
 * flag takes true or false, as does an option whose value may be left out, an option with several
 * values takes them between commas, one with a comma of its own in double quotes. The file turns
 * into arguments right behind the command's name, unless the command line has the option already,
 * or another one that names what to read. So the command line wins, and every value goes through
 * the same conversion and the same checks. The format is that of {@link Properties}, in UTF-8.
 */
public final class ConfigFile {
  private static final List<String> NOT_IN_A_FILE = List.of("config", "help", "version");
  private static final int MAX_BYTES = 1 << 20;

  /** Where the command line has one, the file's other one has nothing to say. */
  private static final Set<String> SOURCES = Set.of("--camera", "--video");

  /** One entry of the file. */
  private record Entry(String key, String value, int line) {}

  private ConfigFile() {}

  /**
   * Puts the options of the file that {@code --config} names into the arguments.
   *
   * @param root the root command
   * @param args the command line
   * @return the arguments with the file's options, or {@code args} where there is no file
   * @throws UsageError if the file can't be read, or has an unknown key, a key twice or a bad
   *     value; it names file and line
   */
  public static String[] expand(CommandLine root, String[] args) {
    if (Arrays.stream(args)
        .noneMatch(arg -> arg.equals("--config") || arg.startsWith("--config="))) {
      return args;
    }
    ParseResult given = parseLeniently(root, args);
    if (!given.hasSubcommand()) {
      return args;
    }
    ParseResult typed = given.subcommand();
    CommandLine command = typed.commandSpec().commandLine();
    Path file = typed.matchedOptionValue("--config", null);
    if (file == null) {
      return args;
    }
    Map<OptionSpec, Entry> injected = new LinkedHashMap<>();
    List<String> expanded = new ArrayList<>(List.of(args));
    int position = expanded.indexOf(typed.commandSpec().name()) + 1;
    for (Entry entry : read(file, command)) {
      OptionSpec option = typed.commandSpec().findOption("--" + entry.key());
      if (option == null || NOT_IN_A_FILE.contains(entry.key())) {
        throw fault(
            command,
            file,
            entry,
            "'"
                + shortened(entry.key())
                + "' is not an option of this command"
                + hint(typed.commandSpec(), entry.key()));
      }
      if (!isGiven(option, typed) && !isOtherSourceGiven(option, typed)) {
        List<String> arguments = arguments(option, entry, file, command);
        expanded.addAll(position, arguments);
        position += arguments.size();
        injected.put(option, entry);
      }
    }
    String[] result = expanded.toArray(String[]::new);
    for (Exception e : parseLeniently(root, result).subcommand().errors()) {
      if (e instanceof ParameterException bad && injected.containsKey(bad.getArgSpec())) {
        throw fault(command, file, injected.get(bad.getArgSpec()), e.getMessage());
      }
    }
    return result;
  }

  private static String hint(CommandSpec command, String key) {
    List<String> meant =
        Suggestions.options(command, key).stream()
            .map(name -> name.substring(2))
            .filter(name -> !NOT_IN_A_FILE.contains(name))
            .toList();
    return Suggestions.question(meant);
  }

  /** Also where it has the values of bare arguments, for which picocli does not call it matched. */
  private static boolean isGiven(OptionSpec option, ParseResult typed) {
    return typed.hasMatchedOption(option)
        || (option.isMultiValue()
            && option.getValue() instanceof Collection<?> values
            && !values.isEmpty());
  }

  private static boolean isOtherSourceGiven(OptionSpec option, ParseResult typed) {
    return SOURCES.contains(option.longestName())
        && SOURCES.stream().anyMatch(typed::hasMatchedOption);
  }

  /** Parses what can be parsed; the real parse, afterwards, reports the faults. */
  private static ParseResult parseLeniently(CommandLine root, String[] args) {
    setCollectErrors(root, true);
    try {
      return root.parseArgs(args);
    } finally {
      setCollectErrors(root, false);
    }
  }

  private static void setCollectErrors(CommandLine root, boolean collect) {
    root.getCommandSpec().parser().collectErrors(collect);
    root.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().parser().collectErrors(collect));
  }

  private static List<String> arguments(
      OptionSpec option, Entry entry, Path file, CommandLine command) {
    String name = "--" + entry.key();
    boolean flag = option.typeInfo().isBoolean() && option.arity().max() == 0;
    boolean optionalValue = !option.isMultiValue() && option.arity().min() == 0;
    if (flag || (optionalValue && List.of("true", "false").contains(entry.value()))) {
      return switch (entry.value()) {
        case "true" -> List.of(name);
        case "false" -> List.of();
        default ->
            throw fault(
                command,
                file,
                entry,
                "'" + entry.key() + "' is '" + entry.value() + "', expected true or false");
      };
    }
    if (option.isMultiValue()) {
      return values(entry.value()).stream().map(value -> name + "=" + value).toList();
    }
    return List.of(name + "=" + entry.value());
  }

  /** What stands between commas; a comma between double quotes belongs to a value. */
  private static List<String> values(String text) {
    List<String> values = new ArrayList<>();
    int from = 0;
    boolean begun = false;
    boolean quoted = false;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (c == ',' && (!quoted || i == text.length())) {
        values.add(text.substring(from, i).strip().replaceFirst("^\"(.*)\"$", "$1"));
        from = i + 1;
        begun = false;
      } else if (c == '"' && (quoted || !begun)) {
        quoted = !quoted;
        begun = true;
      } else {
        begun |= !Character.isWhitespace(c);
      }
    }
    return values;
  }

  private static List<Entry> read(Path file, CommandLine command) {
    List<String> lines;
    try {
      lines = text(file, command).lines().toList();
    } catch (NoSuchFileException e) {
      throw new UsageError(command.getCommandSpec(), file + ": no such file");
    } catch (CharacterCodingException e) {
      throw new UsageError(command.getCommandSpec(), file + ": not UTF-8 text");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "a folder" : "can't be read: " + e.getMessage();
      throw new UsageError(command.getCommandSpec(), file + ": " + why);
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    StringBuilder logical = new StringBuilder();
    int first = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (logical.isEmpty()) {
        first = i + 1;
      }
      logical.append(lines.get(i)).append('\n');
      if (continues(lines.get(i)) && i + 1 < lines.size()) {
        continue;
      }
      // One logical line at a time: Properties knows the escapes, but not the line numbers.
      for (Map.Entry<String, String> property : properties(logical, file, first, command)) {
        Entry entry = new Entry(property.getKey(), property.getValue().strip(), first);
        Entry earlier = entries.put(entry.key(), entry);
        if (earlier != null) {
          throw fault(
              command, file, entry, "'" + entry.key() + "' is already in line " + earlier.line());
        }
      }
      logical.setLength(0);
    }
    return List.copyOf(entries.values());
  }

  /** The text, without the byte order mark that some editors begin with. */
  private static String text(Path file, CommandLine command) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UsageError(
            command.getCommandSpec(), file + ": more than " + (MAX_BYTES >> 20) + " MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
  }

  /** Whether a line ends in an odd number of backslashes and is no comment. */
  private static boolean continues(String line) {
    String text = line.strip();
    if (text.startsWith("#") || text.startsWith("!")) {
      return false;
    }
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }

  private static List<Map.Entry<String, String>> properties(
      CharSequence text, Path file, int line, CommandLine command) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text.toString()));
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageError(command.getCommandSpec(), file + ":" + line + ": " + e.getMessage());
    }
    return properties.stringPropertyNames().stream()
        .map(key -> Map.entry(key, properties.getProperty(key)))
        .toList();
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }

  private static UsageError fault(CommandLine command, Path file, Entry entry, String message) {
    return new UsageError(command.getCommandSpec(), file + ":" + entry.line() + ": " + message);
  }
}
