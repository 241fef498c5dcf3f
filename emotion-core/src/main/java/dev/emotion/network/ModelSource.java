package dev.emotion.network;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a trained model comes from.
 *
 * @param file a model file; empty for the model that ships with emotion
 */
public record ModelSource(Optional<Path> file) {
  /** How the model that ships with emotion is called. */
  public static final String BUNDLED = "bundled";

  /**
   * What a user typed.
   *
   * @param text a file name, or {@value #BUNDLED} (a file of that name is {@code ./bundled})
   * @return the source; nothing is read yet
   */
  public static ModelSource of(String text) {
    return new ModelSource(text.equals(BUNDLED) ? Optional.empty() : Optional.of(Path.of(text)));
  }

  /**
   * How to call it.
   *
   * @return the file's own name, or {@value #BUNDLED}
   */
  public String name() {
    return file.map(path -> path.getFileName().toString()).orElse(BUNDLED);
  }

  /**
   * Loads the model.
   *
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if it can't be read
   */
  public EmotionModel load() {
    return file.map(EmotionModel::load).orElseGet(EmotionModel::bundled);
  }
}
