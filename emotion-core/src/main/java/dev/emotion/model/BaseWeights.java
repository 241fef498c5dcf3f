package dev.emotion.model;

import dev.emotion.ModelException;
import dev.emotion.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights that a trained model has of another network of its design: those of all layers. In
 * the last one each class has those of its name, whatever their order; where the classes are not
 * the same, that layer begins anew.
 */
final class BaseWeights {
  private final List<Part> parts;

  /** Some that lie together: the place of the first in the row of all, and what they are. */
  private record Part(int from, float[] values) {}

  private BaseWeights(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads them.
   *
   * @param source the trained model
   * @param manifest of the other network
   * @throws ModelException if it can't be read or has another design
   */
  static BaseWeights of(ModelSource source, ModelManifest manifest) {
    ModelContents trained = ModelFile.read(source);
    List<String> classes = manifest.classes().names();
    List<String> trainedClasses = trained.manifest().classes().names();
    boolean sameClasses = trained.manifest().classes().sameInAnyOrder(manifest.classes());
    Map<String, List<NetworkSpec.Slice>> sources = trained.manifest().network().slices();
    NetworkSpec spec = manifest.network();
    Map<String, List<NetworkSpec.Slice>> targets = spec.slices();
    for (Map.Entry<String, List<NetworkSpec.Slice>> layer : sources.entrySet()) {
      if (!layer.getValue().isEmpty() && !targets.containsKey(layer.getKey())) {
        throw new ModelException(
            source.name(), "one layer more, " + layer.getKey(), "the same architecture");
      }
    }
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, List<NetworkSpec.Slice>> layer : targets.entrySet()) {
      boolean output = layer.getKey().equals(spec.output().name());
      if (output && !sameClasses) {
        continue;
      }
      List<NetworkSpec.Slice> theirs = sources.getOrDefault(layer.getKey(), List.of());
      if (length(theirs) != length(layer.getValue())) {
        throw new ModelException(
            source.name(), "no layer " + layer.getKey() + " of this size", "the same architecture");
      }
      for (int i = 0; i < theirs.size(); i++) {
        float[] values = trained.weights(layer.getKey(), theirs.get(i).name());
        int from = (int) layer.getValue().get(i).from();
        parts.add(new Part(from, output ? ordered(values, trainedClasses, classes) : values));
      }
    }
    return new BaseWeights(parts);
  }

  /** The same for each class: its row of the matrix, or its bias. */
  private static float[] ordered(float[] values, List<String> from, List<String> to) {
    int each = values.length / from.size();
    float[] ordered = new float[values.length];
    for (int c = 0; c < to.size(); c++) {
      System.arraycopy(values, from.indexOf(to.get(c)) * each, ordered, c * each, each);
    }
    return ordered;
  }

  private static long length(List<NetworkSpec.Slice> slices) {
    return slices.stream().mapToLong(NetworkSpec.Slice::length).sum();
  }

  /** Overwrites the other network's. */
  void copyTo(float[] weights) {
    for (Part part : parts) {
      System.arraycopy(part.values, 0, weights, part.from, part.values.length);
    }
  }

  /**
   * Mixes them into the other network's.
   *
   * @param share theirs, 0 to 1
   */
  void mixInto(float[] weights, double share) {
    for (Part part : parts) {
      for (int i = 0; i < part.values.length; i++) {
        int at = part.from + i;
        weights[at] = (float) ((1 - share) * weights[at] + share * part.values[i]);
      }
    }
  }
}
