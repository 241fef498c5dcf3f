package dev.emotion.cli.option;

import dev.emotion.ImageException;
import dev.emotion.image.ImageFiles;
import dev.emotion.recognize.ImageInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which images to look at. */
public final class ImageOptions {
  private static final String STDIN = "-";
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--image",
      paramLabel = "PATH",
      parameterConsumer = InOrder.class,
      description = "An image, a folder of images, or - for an image on standard input.")
  private List<Given> given = List.of();

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      parameterConsumer = InOrder.class,
      description = "Images and folders, as --image takes them.")
  List<Given> bare; // stays empty: all go to given

  @Option(
      names = "--list",
      paramLabel = "FILE",
      parameterConsumer = InOrder.class,
      description =
          "A text file with one path of an image or folder per line; - for standard input.")
  List<Given> lists; // likewise

  @Option(names = "--recursive", description = "Searches subfolders too.")
  private boolean recursive;

  /**
   * A path as it was given.
   *
   * @param path of an image or a folder, or of a list of them
   * @param isList whether it is of a list
   */
  private record Given(String path, boolean isList) {}

  /**
   * Puts the values of {@code --image}, {@code --list} and the bare arguments into one list:
   * picocli has a list for each and loses the order between them, which is the order of the
   * results.
   */
  static final class InOrder implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> args, ArgSpec argument, CommandSpec command) {
      OptionSpec all = command.findOption("--image");
      boolean isList = argument == command.findOption("--list");
      if (args.isEmpty() || command.optionsMap().containsKey(args.peek())) {
        String name = isList ? "--list" : "--image";
        throw new MissingParameterException(
            command.commandLine(), argument, name + ": expected a path behind it");
      }
      List<Given> given = new ArrayList<>(all.<List<Given>>getValue());
      given.add(new Given(args.pop(), isList));
      all.setValue(given);
    }
  }

  /**
   * The images, in the order given, those of a folder sorted by name.
   *
   * @return at least one, not read yet
   * @throws UsageError if there is nothing to look at
   * @throws ImageException if a list is empty
   * @throws IOException if a list or standard input can't be read
   */
  public List<ImageInput> toInputs() throws IOException {
    if (given.isEmpty()) {
      throw new UsageError(command, "no image given, expected --image PATH");
    }
    if (given.stream().filter(one -> one.path().equals(STDIN)).count() > 1) {
      throw new UsageError(command, "-: standard input is given twice, expected once");
    }
    List<ImageInput> inputs = new ArrayList<>();
    for (Given one : given) {
      if (one.isList()) {
        for (String line : lines(one.path())) {
          add(one.path(), line, inputs);
        }
      } else if (one.path().equals(STDIN)) {
        inputs.add(standardInput());
      } else {
        add("--image", one.path(), inputs);
      }
    }
    return inputs;
  }

  /** Adds what a path means; it was given by an option, or in a list, which a message names. */
  private void add(String where, String text, List<ImageInput> inputs) {
    if (ADDRESS.matcher(text).matches()) {
      inputs.add(
          ImageInput.unreadable(
              text,
              new ImageException(
                  text,
                  "an address",
                  "a file (addresses aren't fetched; 'emotion realtime --video' reads streams)")));
      return;
    }
    Path path = path(where, text);
    if (Files.isDirectory(path)) {
      inputs.addAll(ImageInput.in(path, recursive));
    } else {
      inputs.add(ImageInput.of(path));
    }
  }

  private List<String> lines(String list) throws IOException {
    byte[] bytes =
        list.equals(STDIN) ? System.in.readAllBytes() : Files.readAllBytes(path("--list", list));
    List<String> lines = text(bytes).lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      throw new ImageException(list, "an empty list", "the path of an image on each line");
    }
    return lines;
  }

  /** UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell writes it. */
  private static String text(byte[] bytes) {
    int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
    boolean wide = mark == 0xFFFE || mark == 0xFEFF;
    String text = new String(bytes, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static ImageInput standardInput() throws IOException {
    try {
      return ImageInput.of(STDIN, ImageFiles.load(System.in, STDIN));
    } catch (ImageException e) {
      return ImageInput.unreadable(STDIN, e);
    }
  }

  private Path path(String where, String text) {
    try {
      if (text.isEmpty()) {
        throw new InvalidPathException(text, "an empty path");
      }
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageError(command, where + ": found '" + text + "', expected a path");
    }
  }
}
