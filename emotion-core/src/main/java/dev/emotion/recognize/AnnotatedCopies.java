package dev.emotion.recognize;

import dev.emotion.ImageException;
import dev.emotion.draw.ImageAnnotator;
import dev.emotion.image.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A folder of annotated copies. A copy has the name of its image; where several images have the
 * same name, they become {@code a.jpg}, {@code a-2.jpg}, {@code a-3.jpg} in the order of writing.
 * PNG and JPEG stay what they are, other formats become PNG.
 */
public final class AnnotatedCopies {
  private final OutputFolder folder;

  /**
   * Copies in a folder.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @throws ImageException if it can't be made or written to
   */
  public AnnotatedCopies(Path folder) {
    this.folder = new OutputFolder(folder, "a folder for the copies");
  }

  /**
   * Whether copies of these images would replace one of them.
   *
   * @param inputs the images themselves, not the folders that they are in
   * @return true if one lies in the folder of the copies, itself or what it is a link to, or a link
   *     there, named like a file to write, leads to it
   */
  public boolean wouldReplace(List<ImageInput> inputs) {
    return folder.holdsAny(inputs);
  }

  /**
   * Writes the copy of an image, which is read again for it.
   *
   * @param recognized the image and its faces
   * @throws ImageException if the image can't be read any more
   * @throws java.io.UncheckedIOException if the copy can't be written
   */
  public void write(ImageResult.Recognized recognized) {
    Path file = folder.file(name(OutputFolder.fileName(recognized.input())));
    try (Mat image = recognized.input().read();
        Mat annotated = ImageAnnotator.annotate(image, recognized.prediction().faces())) {
      ImageFiles.write(file, annotated);
    }
  }

  private String name(String file) {
    String stem = OutputFolder.stem(file);
    String ending = file.substring(stem.length());
    boolean kept = Set.of(".png", ".jpg", ".jpeg").contains(ending.toLowerCase(Locale.ROOT));
    return folder.take(stem, kept ? ending : ".png", 0);
  }
}
