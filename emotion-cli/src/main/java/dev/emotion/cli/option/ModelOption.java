package dev.emotion.cli.option;

import dev.emotion.model.ModelSource;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model. */
public final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = ModelSource.BUNDLED,
      description =
          "A model file that train or import wrote, or 'bundled' (default: ${DEFAULT-VALUE}).")
  private Path model;

  /**
   * The model.
   *
   * @return where it comes from; nothing is read yet
   */
  public ModelSource source() {
    return ModelSource.of(model.toString());
  }
}
