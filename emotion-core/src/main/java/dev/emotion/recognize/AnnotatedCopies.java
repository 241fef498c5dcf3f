package dev.emotion.recognize;

import dev.emotion.ImageException;
import dev.emotion.image.ImageAnnotator;
import dev.emotion.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A folder of annotated copies. A copy has the name of its picture; where several pictures have the
 * same name, they become {@code a.jpg}, {@code a-2.jpg}, {@code a-3.jpg} in the order of writing.
 * PNG and JPEG stay what they are, other formats become PNG.
 */
public final class AnnotatedCopies {
  private final Path folder;
  private final Set<String> taken = new HashSet<>();

  /**
   * Copies in a folder.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @throws ImageException if it can't be made or written to
   */
  public AnnotatedCopies(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ImageException(folder.toString(), "can't be made", "a folder for the copies", e);
    }
    if (!Files.isWritable(folder)) {
      throw new ImageException(folder.toString(), "not writable", "a folder for the copies");
    }
  }

  /**
   * Whether copies of these pictures would replace one of them.
   *
   * @param inputs files and folders, which need not exist
   * @return true if one is, or lies in, the folder of the copies
   */
  public boolean wouldReplace(List<Path> inputs) {
    return inputs.stream().anyMatch(this::isHere);
  }

  private boolean isHere(Path input) {
    Path place = Files.isDirectory(input) ? input : input.toAbsolutePath().getParent();
    try {
      return place != null && Files.exists(place) && Files.isSameFile(place, folder);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes the copy of a picture, which is read again for it.
   *
   * @param recognized the picture and its faces
   * @throws java.io.UncheckedIOException if it can't be written
   */
  public void write(ImageResult.Recognized recognized) {
    Path file = folder.resolve(name(recognized.input().name()));
    try (Mat image = recognized.input().read();
        Mat annotated = ImageAnnotator.annotate(image, recognized.prediction().faces())) {
      ImageFiles.write(file, annotated);
    }
  }

  private String name(String input) {
    String file = input.equals("-") ? "stdin" : Path.of(input).getFileName().toString();
    int dot = file.lastIndexOf('.');
    String stem = dot <= 0 ? file : file.substring(0, dot);
    String ending = dot <= 0 ? "" : file.substring(dot);
    if (!Set.of(".png", ".jpg", ".jpeg").contains(ending.toLowerCase(Locale.ROOT))) {
      ending = ".png";
    }
    String name = stem + ending;
    // In lower case: some file systems hold A.png and a.png to be the same.
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = stem + "-" + i + ending;
    }
    return name;
  }
}
