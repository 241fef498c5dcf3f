package dev.emotion.recognize;

import dev.emotion.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A folder that images are written to, each under a name of its own. */
final class OutputFolder {
  private final Path folder;
  private final Set<String> taken = new HashSet<>();

  /**
   * A folder.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @param purpose such as "a folder for the copies", for messages
   * @throws ImageException if it can't be made or written to
   */
  OutputFolder(Path folder, String purpose) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ImageException(folder.toString(), "can't be made", purpose, e);
    }
    if (!Files.isWritable(folder)) {
      throw new ImageException(folder.toString(), "not writable", purpose);
    }
  }

  /** Whether one of these images lies in the folder, itself or what it is a link to. */
  boolean holdsAny(List<ImageInput> inputs) {
    return inputs.stream().map(ImageInput::name).anyMatch(this::isHere);
  }

  private boolean isHere(String name) {
    try {
      Path file = Path.of(name);
      Path here = folder.toRealPath();
      return Files.isRegularFile(file)
          && (here.equals(file.toAbsolutePath().getParent().toRealPath())
              || here.equals(file.toRealPath().getParent()));
    } catch (InvalidPathException | IOException e) {
      return false; // it can't be read either
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Takes a name that no image before had: of several with one name, the second gets "-2" before
   * the ending, and so on.
   */
  String take(String stem, String ending) {
    String name = stem + ending;
    // In lower case: some file systems hold A.png and a.png to be the same.
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = stem + "-" + i + ending;
    }
    return name;
  }

  /** What an image's copies are called by. */
  static String fileName(ImageInput input) {
    return input.name().equals("-") ? "stdin" : Path.of(input.name()).getFileName().toString();
  }

  /** A file name without its ending. */
  static String stem(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot <= 0 ? fileName : fileName.substring(0, dot);
  }
}
