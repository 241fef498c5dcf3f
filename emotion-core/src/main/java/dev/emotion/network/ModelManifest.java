package dev.emotion.network;

import dev.emotion.EmotionClasses;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model file says about itself: the entry {@code emotion.json}.
 *
 * @param classes what the outputs mean, in order
 * @param input how pixels become input
 * @param network its design
 * @param epoch how many epochs it was trained for when it was saved
 * @param provenance where it comes from: data name, fingerprint and counts, every training setting,
 *     seed, versions, date; names to values
 * @param metrics what it reached when it was saved, such as {@code validationAccuracy}; finite
 */
public record ModelManifest(
    EmotionClasses classes,
    InputSpec input,
    NetworkSettings network,
    int epoch,
    SortedMap<String, String> provenance,
    SortedMap<String, Double> metrics) {

  /** Copies the maps. */
  public ModelManifest {
    provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /**
   * The same model after more training.
   *
   * @param epoch epochs done
   * @param metrics what it reached
   * @return a new manifest
   */
  public ModelManifest after(int epoch, Map<String, Double> metrics) {
    return new ModelManifest(classes, input, network, epoch, provenance, new TreeMap<>(metrics));
  }

  /**
   * The manifest as it stands in the model file.
   *
   * @return a JSON object, ending with a line feed
   */
  public String toJson() {
    return ManifestJson.write(this);
  }
}
