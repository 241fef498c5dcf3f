package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where labelled faces come from.
 *
 * <pre>{@code
 * EmotionDataset data = DatasetSource.of(Path.of("faces")).read(ReadSettings.defaults());
 * System.out.println(data.classes().names() + ": " + data.faces(Split.TRAIN).size());
 * }</pre>
 */
public sealed interface DatasetSource permits FerCsv, ImageFolder, ImageArchive {

  /**
   * The source at a path: a folder is an {@link ImageFolder}, or the FER-2013 CSV in it; a file is
   * a {@link FerCsv}, or a {@link ImageArchive} if it is an archive of images.
   *
   * @param path a CSV, plain, gzipped or in an archive; a folder of images, likewise; or the folder
   *     that Kaggle's archive of FER-2013 becomes
   * @return the source, not read yet
   * @throws DatasetException if there is nothing
   */
  static DatasetSource of(Path path) {
    try {
      if (Files.isDirectory(path)) {
        Optional<Path> csv = ImageFolderReader.ferCsv(path);
        return csv.isPresent() ? new FerCsv(csv.get()) : new ImageFolder(path);
      }
      if (Files.isRegularFile(path)) {
        return Archives.holdsImages(path) ? new ImageArchive(path) : new FerCsv(path);
      }
    } catch (IOException e) { // reading it will say what is wrong
      return Files.isDirectory(path) ? new ImageFolder(path) : new FerCsv(path);
    }
    throw new DatasetException(
        path.toString(),
        Files.exists(path) ? "a pipe or device" : "no such file or folder",
        "a FER-2013 CSV or a folder of images");
  }

  /**
   * Reads all of it. Where it brings no validation part, one is split off the training part as the
   * settings say.
   *
   * @param settings how
   * @return the faces
   * @throws DatasetException if it can't be read, holds a fault (and these settings do not skip
   *     it), or no face is left
   */
  EmotionDataset read(ReadSettings settings);
}
