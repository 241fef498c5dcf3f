package dev.emotion.dataset;

import java.nio.file.Path;

/**
 * A folder of pictures.
 *
 * @param root where it is
 */
public record ImageFolder(Path root) implements DatasetSource {

  @Override
  public EmotionDataset read(ReadSettings settings) {
    throw new UnsupportedOperationException("not written yet");
  }
}
