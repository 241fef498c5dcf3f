package dev.emotion.recognize;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.emotion.FacePixels;
import dev.emotion.ImageException;
import dev.emotion.image.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A folder of faces as the network sees them: grey squares of its side, named {@code
 * IMAGE-N-EMOTION.png}. N counts the faces of an image from 1, as its CSV does. Where several
 * images have the same name but for their endings, they become {@code a}, {@code a-2}, {@code a-3}
 * in the order of writing.
 */
public final class FaceFiles {
  private final OutputFolder folder;

  /**
   * Faces in a folder.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @throws ImageException if it can't be made or written to
   */
  public FaceFiles(Path folder) {
    this.folder = new OutputFolder(folder, "a folder for the faces");
  }

  /**
   * Whether the faces of these images would lie among them.
   *
   * @param inputs the images themselves, not the folders that they are in
   * @return true if one lies in the folder of the faces, itself or what it is a link to
   */
  public boolean wouldReplace(List<ImageInput> inputs) {
    return folder.holdsAny(inputs);
  }

  /**
   * Writes the faces of an image.
   *
   * @param recognized the image and its faces
   * @throws java.io.UncheckedIOException if one can't be written
   */
  public void write(ImageResult.Recognized recognized) {
    String image = folder.take(OutputFolder.stem(OutputFolder.fileName(recognized.input())), "");
    for (int i = 0; i < recognized.pixels().size(); i++) {
      // A model may name its classes as it likes: such as "../sad".
      String emotion =
          recognized
              .prediction()
              .faces()
              .get(i)
              .scores()
              .emotion()
              .replaceAll("[^\\p{L}\\p{N}_-]", "_");
      write(folder.file(image + "-" + (i + 1) + "-" + emotion + ".png"), recognized, i);
    }
  }

  private static void write(Path file, ImageResult.Recognized recognized, int index) {
    FacePixels face = recognized.pixels().get(index);
    try (Mat grey = new Mat(face.side(), face.side(), CV_8UC1)) {
      grey.data().put(face.toBytes());
      ImageFiles.write(file, grey);
    }
  }
}
