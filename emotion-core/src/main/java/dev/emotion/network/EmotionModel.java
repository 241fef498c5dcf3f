package dev.emotion.network;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceClassifier;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A trained network. Thread-safe: calls take turns. Holds native memory until closed.
 *
 * <p>The network sees float32 {@code [faces, 1, side, side]} and gives {@code [faces, classes]}.
 */
public final class EmotionModel implements FaceClassifier, AutoCloseable {
  private static final String BUNDLED = "bundled-model.zip";

  private final ModelManifest manifest;
  private final ComputationGraph graph;
  private final BatchClassifier classifier;

  private EmotionModel(ModelFile.Contents contents, Engine engine) {
    this.manifest = contents.manifest();
    this.graph = contents.graph();
    this.classifier =
        new BatchClassifier(
            InferenceEngine.of(graph, engine),
            new InputEncoder(manifest.input()),
            manifest.classes(),
            manifest.temperature());
  }

  /**
   * Loads a model file.
   *
   * @param file as {@code emotion train} writes it
   * @return the model; the caller closes it
   * @throws ModelException if it is no such file
   */
  public static EmotionModel load(Path file) {
    return load(file, Engine.FAST);
  }

  /**
   * Loads a model file.
   *
   * @param file as {@code emotion train} writes it
   * @param engine what runs it
   * @return the model; the caller closes it
   * @throws ModelException if it is no such file
   */
  public static EmotionModel load(Path file, Engine engine) {
    return new EmotionModel(ModelFile.read(file, false), engine);
  }

  /**
   * Loads the model that ships with emotion.
   *
   * @return the model; the caller closes it
   * @throws ModelException if this build has none
   */
  public static EmotionModel bundled() {
    return bundled(Engine.FAST);
  }

  /**
   * Loads the model that ships with emotion.
   *
   * @param engine what runs it
   * @return the model; the caller closes it
   * @throws ModelException if this build has none
   */
  public static EmotionModel bundled(Engine engine) {
    URL archive = EmotionModel.class.getResource(BUNDLED);
    if (archive == null) {
      throw new ModelException("bundled model", "not in this build", "a model; use --model");
    }
    try {
      return new EmotionModel(ModelFile.readBundled(archive, "bundled model"), engine);
    } catch (IOException e) {
      throw new ModelException("bundled model", "can't be read (" + e + ")", "a whole jar", e);
    }
  }

  /**
   * What the model file says about itself.
   *
   * @return the manifest
   */
  public ModelManifest manifest() {
    return manifest;
  }

  ComputationGraph graph() {
    return graph;
  }

  @Override
  public EmotionClasses classes() {
    return manifest.classes();
  }

  @Override
  public int side() {
    return manifest.input().side();
  }

  @Override
  public synchronized List<EmotionScores> classify(List<FacePixels> faces) {
    return classifier.classify(faces);
  }

  @Override
  public synchronized void close() {
    classifier.close();
    graph.params().close(); // graph.close() would collect the garbage of the whole process too
  }
}
