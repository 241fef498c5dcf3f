package dev.emotion.recognize;

import dev.emotion.ImageException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A folder that images are written to, each under a name of its own. */
final class OutputFolder {
  /** Bytes of a file name that the usual file systems bear. */
  private static final int MAX_NAME = 255;

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

  /**
   * Whether one of these images lies in the folder, itself or what it is a link to, or a link in
   * the folder that leads to it may have the name of a file to write.
   */
  boolean holdsAny(List<ImageInput> inputs) {
    List<String> names = inputs.stream().map(ImageInput::name).toList();
    Set<Path> linked = linked(names);
    return names.stream().anyMatch(name -> isHere(name, linked));
  }

  private boolean isHere(String name, Set<Path> linked) {
    try {
      Path file = Path.of(name);
      Path here = folder.toRealPath();
      return Files.isRegularFile(file)
          && (here.equals(file.toAbsolutePath().getParent().toRealPath())
              || here.equals(file.toRealPath().getParent())
              || linked.contains(file.toRealPath()));
    } catch (InvalidPathException | IOException e) {
      return false; // it can't be read either
    }
  }

  /** The files behind links that have names like these: writing to a link writes to its file. */
  private Set<Path> linked(List<String> names) {
    Set<String> stems = new HashSet<>();
    names.forEach(name -> stems.add(lowerCase(stem(new File(name).getName()))));
    Set<Path> files = new HashSet<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(folder, Files::isSymbolicLink)) {
      for (Path link : links) {
        String name = lowerCase(link.getFileName().toString());
        if (Files.isRegularFile(link) && stems.stream().anyMatch(stem -> begins(name, stem))) {
          files.add(link.toRealPath());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Set.of(); // a folder to drop files into, which tells nobody what it has
    }
    return files;
  }

  private static boolean begins(String name, String stem) {
    return name.startsWith(stem + ".") || name.startsWith(stem + "-");
  }

  /** Some file systems hold A.png and a.png to be the same. */
  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Takes a name that no image before had: of several with one name, the second gets "-2" before
   * the ending, and so on. What is too long for a file's name is cut.
   *
   * @param given what it begins with
   * @param ending what it ends with
   * @param more bytes that the caller adds to it
   */
  String take(String given, String ending, int more) {
    String stem = cut(given, MAX_NAME - bytes(ending) - more);
    String name = stem + ending;
    for (int i = 2; !taken.add(lowerCase(name)); i++) {
      String number = "-" + i;
      name = cut(stem, MAX_NAME - bytes(number + ending) - more) + number + ending;
    }
    return name;
  }

  private static String cut(String text, int maxBytes) {
    String cut = text;
    while (bytes(cut) > maxBytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
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
