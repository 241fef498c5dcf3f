package dev.emotion.cli.option;

import dev.emotion.ImageException;
import dev.emotion.image.ImageFiles;
import dev.emotion.recognize.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which pictures to look at. */
public final class ImageOptions {
  private static final String STDIN = "-";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--image",
      paramLabel = "PATH",
      parameterConsumer = InOrder.class,
      description = "A picture, a folder of pictures, or - for a picture on standard input.")
  private List<String> paths = List.of();

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      parameterConsumer = InOrder.class,
      description = "More of them.")
  private List<String> bare; // stays empty: all go to paths

  @Option(names = "--recursive", description = "Looks into the folders of a folder too.")
  private boolean recursive;

  /**
   * Puts the values of {@code --image} and the bare arguments into one list: picocli has a list for
   * each and loses the order between them, which is the order of the results.
   */
  static final class InOrder implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> args, ArgSpec argument, CommandSpec command) {
      OptionSpec option = command.findOption("--image");
      if (args.isEmpty() || command.optionsMap().containsKey(args.peek())) {
        throw new MissingParameterException(
            command.commandLine(), argument, "--image: expected a path behind it");
      }
      List<String> all = new ArrayList<>(option.<List<String>>getValue());
      all.add(args.pop());
      option.setValue(all);
    }
  }

  /**
   * The pictures, in the order given, those of a folder sorted by name.
   *
   * @return at least one, not read yet
   * @throws ParameterException if there is nothing to look at
   * @throws IOException if standard input can't be read
   */
  public List<ImageInput> toInputs() throws IOException {
    if (paths.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "no picture given, expected --image PATH");
    }
    List<ImageInput> inputs = new ArrayList<>();
    for (String given : paths) {
      if (given.equals(STDIN)) {
        inputs.add(standardInput());
      } else if (Files.isDirectory(path(given))) {
        inputs.addAll(ImageInput.in(path(given), recursive));
      } else {
        inputs.add(ImageInput.of(path(given)));
      }
    }
    return inputs;
  }

  private static ImageInput standardInput() throws IOException {
    try {
      return ImageInput.of(STDIN, ImageFiles.load(System.in, STDIN));
    } catch (ImageException e) {
      return ImageInput.unreadable(STDIN, e);
    }
  }

  private Path path(String given) {
    try {
      if (given.isEmpty()) {
        throw new InvalidPathException(given, "an empty path");
      }
      return Path.of(given);
    } catch (InvalidPathException e) {
      throw new ParameterException(
          command.commandLine(), "--image: found '" + given + "', expected a path", e);
    }
  }
}
