package dev.emotion.model;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.Compute;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.WeightsReader;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained network. Thread-safe: calls take turns. Holds native memory until closed.
 *
 * <pre>{@code
 * try (EmotionModel model = EmotionModel.load(Path.of("model.zip"))) {
 *   FacePixels grey = FacePixels.of(model.side(), new byte[model.side() * model.side()]);
 *   System.out.println(model.classify(List.of(grey)).get(0).probability("happy"));
 * }
 * }</pre>
 *
 * <p>The network sees float32 {@code [faces, 1, side, side]} and gives {@code [faces, classes]}.
 */
public final class EmotionModel implements FaceClassifier, AutoCloseable {
  private final ModelManifest manifest;
  private final NetworkClassifier classifier;

  private EmotionModel(ModelManifest manifest, WeightsReader weights, Compute compute) {
    this.manifest = manifest;
    this.classifier =
        new NetworkClassifier(
            NetworkEngine.of(manifest.network(), weights, compute),
            new InputEncoder(manifest.input()),
            manifest.classes(),
            manifest.temperature());
  }

  /**
   * Opens a model.
   *
   * @param source where it comes from
   * @param compute with how many threads, in which precision
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if there is no such model
   */
  public static EmotionModel open(ModelSource source, Compute compute) {
    return ModelFile.read(
        source, (manifest, weights) -> new EmotionModel(manifest, weights, compute));
  }

  /**
   * Opens a model that is in memory.
   *
   * @param contents what it is
   * @param compute with how many threads, in which precision
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if it is larger than this machine can run
   */
  public static EmotionModel open(ModelContents contents, Compute compute) {
    ModelFile.checkMemory(contents.manifest().network(), "the network");
    return new EmotionModel(contents.manifest(), WeightsReader.of(contents.shared()), compute);
  }

  /**
   * Opens a model file.
   *
   * @param file as {@code emotion train} writes it
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if it is no such file
   */
  public static EmotionModel load(Path file) {
    return open(ModelSource.of(file), Compute.all());
  }

  /**
   * Opens the model that ships with emotion.
   *
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if this build has none
   */
  public static EmotionModel bundled() {
    return open(ModelSource.of(ModelSource.BUNDLED), Compute.all());
  }

  /**
   * What the model file says about itself.
   *
   * @return the manifest
   */
  public ModelManifest manifest() {
    return manifest;
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
  }
}
