package dev.emotion.dataset;

import java.nio.file.Path;

/**
 * A FER-2013 CSV.
 *
 * @param file where it is
 */
public record FerCsv(Path file) implements DatasetSource {

  @Override
  public EmotionDataset read(ReadSettings settings) {
    throw new UnsupportedOperationException("not written yet");
  }
}
