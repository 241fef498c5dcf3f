package dev.emotion.model;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layers of a network as JSON: {@code {"name": "conv1", "layer": "Convolution", "inputs":
 * ["pixels"], ...}}, the rest being the components of the {@link Layer}'s record.
 */
final class LayersJson {
  private static final Gson GSON = new Gson();

  private LayersJson() {}

  static JsonArray write(NetworkSpec spec) {
    JsonArray layers = new JsonArray();
    for (NetworkSpec.Node node : spec.layers()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", node.name());
      json.addProperty("layer", node.layer().getClass().getSimpleName());
      json.add("inputs", GSON.toJsonTree(node.inputs()));
      GSON.toJsonTree(node.layer()).getAsJsonObject().asMap().forEach(json::add);
      layers.add(json);
    }
    return layers;
  }

  /**
   * Reads layers.
   *
   * @param input the shape of a face
   * @throws RuntimeException of several kinds, if they are none
   */
  static NetworkSpec read(JsonArray layers, Shape input) {
    List<NetworkSpec.Node> nodes = new ArrayList<>();
    for (JsonElement element : layers) {
      JsonObject json = element.getAsJsonObject();
      List<String> inputs = new ArrayList<>();
      json.getAsJsonArray("inputs").forEach(name -> inputs.add(name.getAsString()));
      Layer layer = GSON.fromJson(json, kind(json.get("layer").getAsString()));
      nodes.add(new NetworkSpec.Node(json.get("name").getAsString(), layer, inputs));
    }
    NetworkSpec spec = new NetworkSpec(input, nodes);
    if (!write(spec).equals(layers)) {
      throw new IllegalArgumentException("layers with members missing or unknown");
    }
    return spec;
  }

  private static Class<? extends Layer> kind(String name) {
    return Arrays.stream(Layer.class.getPermittedSubclasses())
        .filter(kind -> kind.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("layer '" + name + "'"))
        .asSubclass(Layer.class);
  }
}
