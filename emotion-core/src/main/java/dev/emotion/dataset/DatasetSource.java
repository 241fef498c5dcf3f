package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where labelled faces come from. */
public sealed interface DatasetSource permits FerCsv, ImageFolder {

  /**
   * The source at a path: a folder is an {@link ImageFolder}, a file a {@link FerCsv}.
   *
   * @param path a CSV (plain, gzipped or zipped) or a folder of pictures
   * @return the source, not read yet
   * @throws DatasetException if there is nothing
   */
  static DatasetSource of(Path path) {
    if (Files.isDirectory(path)) {
      return new ImageFolder(path);
    }
    if (Files.isRegularFile(path)) {
      return new FerCsv(path);
    }
    throw new DatasetException(
        path.toString(), "no such file or folder", "a FER-2013 CSV or a folder of pictures");
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
