package dev.emotion.recognize;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.FacePrediction;
import dev.emotion.ImageException;
import dev.emotion.image.ImageFiles;
import dev.emotion.system.AtomicFile;
import dev.emotion.system.Parallel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A folder with a picture of each face, named {@code IMAGE-N-EMOTION.png}. N counts the faces of an
 * image from 1, as its CSV does. Where several images have the same name but for their endings,
 * they become {@code a}, {@code a-2}, {@code a-3} in the order of writing.
 *
 * <p>Threads of its own make the pictures, while the caller goes on to the next images.
 */
public final class FaceFiles implements AutoCloseable {
  /** Pictures that may wait for a thread: those of about a chunk of images. */
  private static final int MAX_PENDING = 64;

  private final OutputFolder folder;
  private final String ending;
  private final Picture picture;
  private final ExecutorService writers;
  private final Deque<Future<?>> pending = new ArrayDeque<>();

  /** Makes the picture of a face; called by several threads at a time. */
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
   * @param threads how many to make at once, at least 1
   * @throws ImageException if it can't be made or written to
   */
  public FaceFiles(Path folder, String ending, Picture picture, int threads) {
    this.folder = new OutputFolder(folder, "a folder for the faces");
    this.ending = ending;
    this.picture = picture;
    this.writers = Executors.newFixedThreadPool(threads);
  }

  /**
   * The faces as the network sees them: grey squares of its side.
   *
   * @param folder made if it isn't there; files of former runs are replaced
   * @param threads how many to make at once, at least 1
   * @return the folder
   * @throws ImageException if it can't be made or written to
   */
  public static FaceFiles asSeen(Path folder, int threads) {
    return new FaceFiles(folder, "", (face, scores) -> grey(face), threads);
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
   * @return true if one lies in the folder of the faces, itself or what it is a link to, or a link
   *     there, named like a file to write, leads to it
   */
  public boolean wouldReplace(List<ImageInput> inputs) {
    return folder.holdsAny(inputs);
  }

  /**
   * Begins to write the faces of an image.
   *
   * @param recognized the image and its faces
   * @throws java.io.UncheckedIOException if one of this image or of an earlier one can't be written
   * @throws dev.emotion.EmotionException if a picture can't be made
   */
  public void write(ImageResult.Recognized recognized) {
    List<FacePrediction> faces = recognized.prediction().faces();
    List<String> ends =
        IntStream.range(0, faces.size()).mapToObj(i -> end(i, faces.get(i).scores())).toList();
    String stem = OutputFolder.stem(OutputFolder.fileName(recognized.input()));
    String image =
        folder.take(stem, "", ends.stream().mapToInt(OutputFolder::bytes).max().orElse(0));
    for (int i = 0; i < faces.size(); i++) {
      FacePixels face = recognized.pixels().get(i);
      EmotionScores scores = faces.get(i).scores();
      Path file = folder.file(image + ends.get(i));
      pending.add(writers.submit(() -> write(file, face, scores)));
      awaitAllBut(MAX_PENDING);
    }
  }

  /** How the name of a face's file ends. */
  private String end(int index, EmotionScores scores) {
    // A model may name its classes as it likes: such as "../sad".
    String emotion = scores.emotion().replaceAll("[^\\p{L}\\p{N}_-]", "_");
    return "-" + (index + 1) + "-" + emotion + ending + ".png";
  }

  private void write(Path file, FacePixels face, EmotionScores scores) {
    byte[] png = picture.png(face, scores);
    AtomicFile.write(file, out -> out.write(png));
  }

  private void awaitAllBut(int some) {
    while (pending.size() > some) {
      Parallel.result(pending.remove(), "writing faces");
    }
  }

  /**
   * Waits until all is written, and ends the threads.
   *
   * @throws java.io.UncheckedIOException if a face can't be written
   * @throws dev.emotion.EmotionException if a picture can't be made
   */
  @Override
  public void close() {
    try {
      awaitAllBut(0);
    } finally {
      pending.clear();
      writers.shutdownNow();
    }
  }
}
