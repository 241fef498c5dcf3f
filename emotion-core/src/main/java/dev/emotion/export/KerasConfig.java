package dev.emotion.export;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;

/** A network's layers as JSON, as Keras has them in its files. */
final class KerasConfig {
  private static final Gson GSON = new Gson();

  private KerasConfig() {}

  /**
   * As in {@code .h5}: Keras 2 reads it, and so does Keras 3.
   *
   * @param layers in Keras's order, the input first
   * @param side of a face, pixels
   */
  static JsonObject legacy(List<KerasNode> layers, int side) {
    return network(layers, side, "batch_input_shape", false);
  }

  /**
   * As in {@code .keras}.
   *
   * @param layers in Keras's order, the input first
   * @param side of a face, pixels
   */
  static JsonObject keras3(List<KerasNode> layers, int side) {
    return network(layers, side, "batch_shape", true);
  }

  private static JsonObject network(
      List<KerasNode> layers, int side, String inputShape, boolean modules) {
    boolean chain = isChain(layers);
    JsonObject config = new JsonObject();
    config.addProperty("name", "emotion");
    config.addProperty("trainable", true);
    JsonArray list = new JsonArray();
    for (KerasNode layer : layers) {
      JsonObject settings = layer.settings().deepCopy();
      if (layer.inputs().isEmpty()) {
        settings.add(inputShape, GSON.toJsonTree(Arrays.asList(null, side, side, 1)));
      }
      JsonObject json = object(modules ? "keras.layers" : null, layer.kind(), settings);
      if (!chain) {
        json.addProperty("name", layer.name());
        json.add("inbound_nodes", node(layer.inputs()));
      }
      list.add(json);
    }
    config.add("layers", list);
    if (!chain) {
      config.add("input_layers", ends(layers.get(0)));
      config.add("output_layers", ends(layers.get(layers.size() - 1)));
    }
    // Keras 3 has no public name for Functional; Model makes one of these settings.
    String kind = chain ? "Sequential" : modules ? "Model" : "Functional";
    return object(modules ? "keras" : null, kind, config);
  }

  private static boolean isChain(List<KerasNode> layers) {
    for (int i = 1; i < layers.size(); i++) {
      if (!layers.get(i).inputs().equals(List.of(layers.get(i - 1).name()))) {
        return false;
      }
    }
    return true;
  }

  private static JsonObject object(String module, String kind, JsonObject config) {
    JsonObject json = new JsonObject();
    if (module != null) {
      json.addProperty("module", module);
    }
    json.addProperty("class_name", kind);
    json.add("config", config);
    if (module != null) {
      json.add("registered_name", JsonNull.INSTANCE);
    }
    return json;
  }

  /** The one call of a layer: [[[name, node, output, arguments], ...]]. */
  private static JsonArray node(List<String> inputs) {
    JsonArray call = new JsonArray();
    for (String input : inputs) {
      JsonArray tensor = tensor(input);
      tensor.add(new JsonObject());
      call.add(tensor);
    }
    JsonArray calls = new JsonArray();
    if (!inputs.isEmpty()) {
      calls.add(call);
    }
    return calls;
  }

  private static JsonArray ends(KerasNode layer) {
    JsonArray list = new JsonArray();
    list.add(tensor(layer.name()));
    return list;
  }

  private static JsonArray tensor(String layer) {
    JsonArray tensor = new JsonArray();
    tensor.add(layer);
    tensor.add(0);
    tensor.add(0);
    return tensor;
  }
}
