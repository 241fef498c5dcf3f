package dev.emotion.recognize;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ImageException;
import dev.emotion.image.ImageFiles;
import dev.emotion.system.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A folder with a picture of each face, named {@code IMAGE-N-EMOTION.png}. N counts the faces of an
 * image from 1, as its CSV does. Where several images have the same name but for their endings,
 * they become {@code a}, {@code a-2}, {@code a-3} in the order of writing.
 */
public final class FaceFiles {
  private final OutputFolder folder;
  private final String ending;
  private final Picture picture;

  /** Makes the picture of a face. */
  @FunctionalInterface
  public interface Picture {
    /**
     * Makes one.
     *
     * @param face as the network saw it
     * @param scores what it said
     * @return the content of a PNG file
     */
    byte[] png(FacePixels face, EmotionScores scores);
  }

  /**
   * Pictures in a folder.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @param ending of the names, before .png; may be empty
   * @param picture makes each
   * @throws ImageException if it can't be made or written to
   */
  public FaceFiles(Path folder, String ending, Picture picture) {
    this.folder = new OutputFolder(folder, "a folder for the faces");
    this.ending = ending;
    this.picture = picture;
  }

  /**
   * The faces as the network sees them: grey squares of its side.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @return the folder
   * @throws ImageException if it can't be made or written to
   */
  public static FaceFiles asSeen(Path folder) {
    return new FaceFiles(folder, "", (face, scores) -> grey(face));
  }

  private static byte[] grey(FacePixels face) {
    try (Mat grey = new Mat(face.side(), face.side(), CV_8UC1)) {
      grey.data().put(face.toBytes());
      return ImageFiles.encode(".png", grey, "a face");
    }
  }

  /**
   * Whether one of these images lies in the folder, and might be replaced.
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
      EmotionScores scores = recognized.prediction().faces().get(i).scores();
      // A model may name its classes as it likes: such as "../sad".
      String emotion = scores.emotion().replaceAll("[^\\p{L}\\p{N}_-]", "_");
      byte[] png = picture.png(recognized.pixels().get(i), scores);
      Path file = folder.file(image + "-" + (i + 1) + "-" + emotion + ending + ".png");
      AtomicFile.write(file, out -> out.write(png));
    }
  }
}
