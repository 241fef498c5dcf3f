package dev.emotion.model;

import dev.emotion.network.NetworkSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a model file holds, at rest: its description and its weights. Immutable. */
public final class ModelContents {
  private final ModelManifest manifest;
  private final float[] weights;
  private final Map<String, List<NetworkSpec.Slice>> slices;

  /**
   * A model.
   *
   * @param manifest its description
   * @param weights in the order of its network; copied
   * @throws IllegalArgumentException if the network has another number of them
   */
  public ModelContents(ModelManifest manifest, float[] weights) {
    this(weights.clone(), manifest);
  }

  /** With weights that nobody else changes: they may be the largest array there is. */
  private ModelContents(float[] weights, ModelManifest manifest) {
    long expected = manifest.network().weights();
    if (weights.length != expected) {
      throw new IllegalArgumentException(weights.length + " weights, expected " + expected);
    }
    this.manifest = manifest;
    this.weights = weights;
    this.slices = manifest.network().slices();
  }

  /** Of an array that is given away. */
  static ModelContents owning(ModelManifest manifest, float[] weights) {
    return new ModelContents(weights, manifest);
  }

  /** All weights, to be read. */
  float[] shared() {
    return weights;
  }

  /**
   * What the model says about itself.
   *
   * @return the manifest
   */
  public ModelManifest manifest() {
    return manifest;
  }

  /**
   * All weights.
   *
   * @return a copy, in the order of the network
   */
  public float[] weights() {
    return weights.clone();
  }

  /**
   * Some weights of a layer.
   *
   * @param layer its name
   * @param name as {@link dev.emotion.network.Layer#weights} has it
   * @return a copy, in the order that the layer's record describes
   * @throws java.util.NoSuchElementException if the layer has none of that name
   */
  public float[] weights(String layer, String name) {
    return NetworkSpec.Slice.named(slices.getOrDefault(layer, List.of()), name).of(weights);
  }

  /**
   * Writes a model file, which every command takes.
   *
   * @param file where to; appears whole or not at all
   * @throws dev.emotion.ModelException if the network is larger than this machine can run
   */
  public void write(Path file) {
    ModelFile.write(file, manifest, weights);
  }
}
