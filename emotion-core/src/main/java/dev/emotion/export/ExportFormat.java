package dev.emotion.export;

import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelSource;
import dev.emotion.network.InputSpec;
import dev.emotion.system.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files that other programs read.
 *
 * <pre>{@code
 * ModelSource model = ModelSource.of(Path.of("model.zip"));
 * ExportFormat.ONNX.write(model.contents(), model, Path.of("model.onnx"));
 * }</pre>
 */
public enum ExportFormat {
  /** ONNX, for ONNX Runtime on servers, in browsers and on phones. */
  ONNX,
  /** {@code .keras}, for Keras 3. */
  KERAS(".keras"),
  /** HDF5, for Keras 2 and 3. */
  H5(".h5", ".hdf5");

  private final List<String> endings;

  ExportFormat(String... endings) {
    this.endings = List.of(endings);
  }

  /**
   * The name in options.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }

  /**
   * What the names of its files end with: Keras goes by it.
   *
   * @return such as ".keras", one or more; none where any name will do
   */
  public List<String> endings() {
    return endings;
  }

  /**
   * Writes a model.
   *
   * @param model what is written
   * @param source where it comes from; the file says so
   * @param file the file; replaced where it exists
   * @throws dev.emotion.ModelException if the format can't express it
   * @throws java.io.UncheckedIOException if it can't be written
   */
  public void write(ModelContents model, ModelSource source, Path file) {
    Map<String, String> facts =
        ModelFacts.of(source, model.manifest(), input(model.manifest().input()));
    AtomicFile.write(
        file,
        switch (this) {
          case ONNX -> OnnxFile.of(model, facts)::writeTo;
          case KERAS -> keras(model, facts, source.typed())::writeKeras;
          case H5 -> keras(model, facts, source.typed())::writeH5;
        });
  }

  private static KerasWriter keras(ModelContents model, Map<String, String> facts, String where) {
    int side = model.manifest().input().side();
    return new KerasWriter(KerasLayers.of(model, where), side, facts, where);
  }

  /**
   * What the file's network takes.
   *
   * @param input the model's
   * @return one line: type, shape, pixels
   */
  public String input(InputSpec input) {
    String shape =
        switch (this) {
          case ONNX -> "[faces, 1, %1$d, %1$d]";
          case KERAS, H5 -> "[faces, %1$d, %1$d, 1]";
        };
    return ModelFacts.input(input, String.format(Locale.ROOT, shape, input.side()));
  }
}
