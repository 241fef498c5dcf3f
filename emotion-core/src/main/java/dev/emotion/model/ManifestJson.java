package dev.emotion.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.ModelException;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@link ModelManifest} as JSON, format 1. */
final class ManifestJson {
  static final int FORMAT = 1;
  private static final int MAX_REASON = 200;

  private ManifestJson() {}

  static JsonObject write(ModelManifest manifest) {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    JsonArray classes = new JsonArray();
    manifest.classes().names().forEach(classes::add);
    json.add("classes", classes);
    JsonObject input = new JsonObject();
    input.addProperty("side", manifest.input().side());
    input.addProperty("channels", 1);
    input.addProperty("mean", manifest.input().mean());
    input.addProperty("scale", manifest.input().scale());
    input.addProperty("formula", "(pixel - mean) / scale");
    json.add("input", input);
    json.add("network", network(manifest));
    json.addProperty("epoch", manifest.epoch());
    json.addProperty("temperature", manifest.temperature());
    JsonObject provenance = new JsonObject();
    manifest.provenance().forEach(provenance::addProperty);
    json.add("provenance", provenance);
    JsonObject metrics = new JsonObject();
    manifest.metrics().forEach(metrics::addProperty);
    json.add("metrics", metrics);
    return json;
  }

  /** A design of ours by its name, any other network by its layers. */
  private static JsonObject network(ModelManifest manifest) {
    JsonObject network = new JsonObject();
    manifest
        .design()
        .ifPresentOrElse(
            design -> {
              network.addProperty("architecture", design.architecture().id());
              network.addProperty("width", design.width());
              network.addProperty("dropout", design.dropout());
            },
            () -> network.add("layers", LayersJson.write(manifest.network())));
    return network;
  }

  private static Optional<NetworkSettings> design(JsonObject network) {
    if (network.has("layers")) {
      return Optional.empty();
    }
    return Optional.of(
        new NetworkSettings(
            Architecture.of(network.get("architecture").getAsString()),
            network.get("width").getAsInt(),
            network.get("dropout").getAsDouble()));
  }

  static ModelManifest read(String text, String where) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int format = json.get("format").getAsInt();
      if (format != FORMAT) {
        throw new ModelException(
            where, "model format " + format, "format " + FORMAT + "; a newer emotion may read it");
      }
      List<String> names = new ArrayList<>();
      json.getAsJsonArray("classes").forEach(name -> names.add(name.getAsString()));
      EmotionClasses classes = new EmotionClasses(names);
      JsonObject pixels = json.getAsJsonObject("input");
      InputSpec input =
          new InputSpec(
              pixels.get("side").getAsInt(),
              pixels.get("mean").getAsDouble(),
              pixels.get("scale").getAsDouble());
      JsonObject network = json.getAsJsonObject("network");
      Optional<NetworkSettings> design = design(network);
      SortedMap<String, String> provenance = new TreeMap<>();
      for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("provenance").entrySet()) {
        provenance.put(entry.getKey(), entry.getValue().getAsString());
      }
      SortedMap<String, Double> metrics = new TreeMap<>();
      for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("metrics").entrySet()) {
        metrics.put(entry.getKey(), entry.getValue().getAsDouble());
      }
      return new ModelManifest(
          classes,
          input,
          design.isPresent()
              ? design.get().spec(input, classes.count())
              : LayersJson.read(network.getAsJsonArray("layers"), input.shape()),
          design,
          json.get("epoch").getAsInt(),
          provenance,
          metrics,
          // Models of emotion 0.1.0's first days have none.
          json.has("temperature") ? json.get("temperature").getAsDouble() : 1);
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      // Gson and the records throw a dozen kinds for missing, mistyped and out-of-range members.
      throw new ModelException(where, "not a manifest: " + reason(e), "emotion.json", e);
    }
  }

  /** Gson puts the name of its own exception before what it means. */
  private static String reason(RuntimeException e) {
    String text = String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    return text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON) + "...";
  }
}
