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
   * @param inputs the pictures themselves, not the folders that they are in
   * @return true if one lies in the folder of the copies, itself or what it is a link to
   */
  public boolean wouldReplace(List<ImageInput> inputs) {
    return inputs.stream().map(input -> Path.of(input.name())).anyMatch(this::isHere);
  }

  private boolean isHere(Path file) {
    try {
      Path here = folder.toRealPath();
      return Files.isRegularFile(file)
          && (here.equals(file.toAbsolutePath().getParent().toRealPath())
              || here.equals(file.toRealPath().getParent()));
    } catch (IOException e) {
      return false; // it can't be read either
    }
  }

  /**
   * Writes the copy of a picture, which is read again for it.
   *
   * @param recognized the picture and its faces
   * @throws ImageException if the picture can't be read any more
   * @throws java.io.UncheckedIOException if the copy can't be written
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
