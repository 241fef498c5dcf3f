package dev.emotion.network;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceClassifier;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A trained network. Thread-safe: calls take turns. Holds native memory until closed.
 *
 * <p>The network sees float32 {@code [faces, 1, side, side]} and gives {@code [faces, classes]}.
 */
public final class EmotionModel implements FaceClassifier, AutoCloseable {
  private static final String BUNDLED = "bundled model";

  private final ModelManifest manifest;
  private final Optional<ComputationGraph> graph;
  private final BatchClassifier classifier;

  private EmotionModel(
      ModelManifest manifest, Optional<ComputationGraph> graph, InferenceEngine engine) {
    this.manifest = manifest;
    this.graph = graph;
    this.classifier =
        new BatchClassifier(
            engine, new InputEncoder(manifest.input()), manifest.classes(), manifest.temperature());
  }

  private static EmotionModel of(ModelFile.Contents contents, Engine engine) {
    return new EmotionModel(
        contents.manifest(),
        Optional.of(contents.graph()),
        InferenceEngine.of(contents.graph(), engine));
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
    return of(ModelFile.read(file, false), engine);
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
    return bundled(archive -> of(ModelFile.readBundled(archive, BUNDLED), engine));
  }

  /**
   * Loads the model that ships with emotion for a program that asks about a few faces and ends: it
   * is there several times sooner, without DL4J, and takes several times longer for each face. Its
   * answers are those of {@link #bundled()} to about 1e-6.
   *
   * @return the model; the caller closes it; it can't be trained on
   * @throws ModelException if this build has none
   */
  public static EmotionModel bundledForFewFaces() {
    return bundled(
        archive -> {
          ModelFile.Weights weights = ModelFile.readBundledWeights(archive, BUNDLED);
          ModelManifest manifest = weights.manifest();
          return new EmotionModel(
              manifest,
              Optional.empty(),
              new LightEngine(manifest.network(), manifest.classes().count(), weights.values()));
        });
  }

  /** Makes a model of an archive. */
  private interface Reader {
    EmotionModel read(URL archive) throws IOException;
  }

  /** The file of the model that ships with emotion; the caller closes it. */
  static InputStream openBundled() throws IOException {
    return bundledArchive().openStream();
  }

  private static URL bundledArchive() {
    URL archive = EmotionModel.class.getResource("bundled-model.zip");
    if (archive == null) {
      throw new ModelException(BUNDLED, "not in this build", "a model; use --model");
    }
    return archive;
  }

  private static EmotionModel bundled(Reader reader) {
    URL archive = bundledArchive();
    try {
      return reader.read(archive);
    } catch (IOException e) {
      throw new ModelException(BUNDLED, "can't be read (" + e + ")", "a whole jar", e);
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

  /** The network; a model for few faces has none. */
  ComputationGraph graph() {
    return graph.orElseThrow();
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
    // graph.close() would collect the garbage of the whole process too.
    graph.ifPresent(network -> network.params().close());
  }
}
