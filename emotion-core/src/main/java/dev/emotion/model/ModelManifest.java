package dev.emotion.model;

import com.google.gson.JsonObject;
import dev.emotion.EmotionClasses;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.NetworkSpec;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model file says about itself: the entry {@code emotion.json}.
 *
 * @param classes what the outputs mean, in order
 * @param input how pixels become input
 * @param network its layers
 * @param design the design that has these layers; empty for other networks
 * @param epoch how many epochs it was trained for when it was saved
 * @param provenance where it comes from: data name, fingerprint and counts, every training setting,
 *     seed, versions, date; names to values
 * @param metrics what it reached when it was saved, such as {@code validationAccuracy}; finite;
 *     losses are those before calibration, with a temperature of 1
 * @param temperature what the logits are divided by so that the probabilities are honest (Guo et
 *     al., 2017): fitted on validation faces; 1 changes nothing, from 0.01 to 100
 */
public record ModelManifest(
    EmotionClasses classes,
    InputSpec input,
    NetworkSpec network,
    Optional<NetworkSettings> design,
    int epoch,
    SortedMap<String, String> provenance,
    SortedMap<String, Double> metrics,
    double temperature) {

  /**
   * Copies the maps.
   *
   * @throws IllegalArgumentException if the temperature is out of range, or the network has other
   *     inputs or outputs
   */
  public ModelManifest {
    if (!network.input().equals(input.shape()) || network.classes() != classes.count()) {
      throw new IllegalArgumentException(
          "a network of "
              + network.input()
              + " to "
              + network.classes()
              + ", expected "
              + input.shape()
              + " to "
              + classes.count());
    }
    if (!(temperature >= 0.01 && temperature <= 100)) {
      throw new IllegalArgumentException("temperature " + temperature + ", expected 0.01 to 100");
    }
    provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /**
   * A model of one of our designs that is not calibrated.
   *
   * @param classes what the outputs mean, in order
   * @param input how pixels become input
   * @param design which network
   * @param epoch how many epochs it was trained for
   * @param provenance where it comes from
   * @param metrics what it reached
   */
  public ModelManifest(
      EmotionClasses classes,
      InputSpec input,
      NetworkSettings design,
      int epoch,
      SortedMap<String, String> provenance,
      SortedMap<String, Double> metrics) {
    this(
        classes,
        input,
        design.spec(input, classes.count()),
        Optional.of(design),
        epoch,
        provenance,
        metrics,
        1);
  }

  /**
   * The same model after more training.
   *
   * @param epoch epochs done
   * @param metrics what it reached
   * @param temperature fitted to it
   * @return a new manifest
   */
  public ModelManifest after(int epoch, Map<String, Double> metrics, double temperature) {
    return new ModelManifest(
        classes, input, network, design, epoch, provenance, new TreeMap<>(metrics), temperature);
  }

  /**
   * The manifest as it stands in the model file.
   *
   * @return a new object
   */
  public JsonObject toJson() {
    return ManifestJson.write(this);
  }
}
