package dev.emotion.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.ModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Goes through the layers of a model in the order in which they compute.
 *
 * @param <V> what a layer gives
 */
final class LayerWalk<V> {
  private static final String INPUT = "InputLayer";

  private final KerasLayer model;
  private final List<V> given;
  private final BiFunction<KerasLayer, List<V>, V> step;
  private final Map<String, KerasLayer> layers = new LinkedHashMap<>();
  private final Map<String, V> values = new HashMap<>();
  private final Set<String> inProgress = new HashSet<>();

  private LayerWalk(KerasLayer model, List<V> given, BiFunction<KerasLayer, List<V>, V> step) {
    this.model = model;
    this.given = given;
    this.step = step;
    for (KerasLayer layer : model.layers()) {
      if (layers.put(layer.name(), layer) != null) {
        throw layer.fault("a second of this name", "a name for each layer");
      }
    }
  }

  /**
   * What a model gives.
   *
   * @param model of a kind in {@link KerasLayer#MODELS}
   * @param given what it takes; empty where its input layer is that of the network
   * @param step what a layer makes of what it takes; an input layer takes what is given
   * @return what its last layer gives
   * @throws ModelException if the layers don't belong together
   */
  static <V> V through(KerasLayer model, List<V> given, BiFunction<KerasLayer, List<V>, V> step) {
    LayerWalk<V> walk = new LayerWalk<>(model, given, step);
    return model.kind().equals("Sequential") ? walk.chain() : walk.graph();
  }

  private V chain() {
    List<V> last = given;
    for (KerasLayer layer : layers.values()) {
      if (last.isEmpty() && !layer.kind().equals(INPUT)) {
        JsonElement shape = layer.setting("batch_input_shape", "batch_shape");
        shape = shape == null ? model.setting("build_input_shape") : shape;
        if (shape != null || !layer.isModel()) { // else the model has an input of its own
          last = List.of(step.apply(input(layer, shape), List.of()));
        }
      }
      last = List.of(step.apply(layer, last));
    }
    return last.get(0);
  }

  private static KerasLayer input(KerasLayer first, JsonElement shape) {
    JsonObject config = new JsonObject();
    config.add("batch_input_shape", shape);
    JsonObject json = new JsonObject();
    json.add("config", config);
    return new KerasLayer(first.where(), first.name(), INPUT, json, List.of(), List.of());
  }

  private V graph() {
    List<String> from = KerasLayer.histories(model.setting("input_layers"));
    List<String> to = KerasLayer.histories(model.setting("output_layers"));
    if (from.size() != 1 || to.size() != 1) {
      throw new ModelException(
          model.where(),
          from.size() + " inputs and " + to.size() + " outputs",
          "one of each: a face, and a number for each class");
    }
    return value(to.get(0), to.get(0));
  }

  private V value(String name, String asker) {
    V known = values.get(name);
    if (known != null) {
      return known;
    }
    KerasLayer layer = layers.get(name);
    if (layer == null || !inProgress.add(name)) {
      throw new ModelException(
          model.where() + ": layer '" + asker + "'",
          layer == null ? "takes from a layer that isn't there" : "takes from what it gives",
          "layers of this model, each after those that it takes from");
    }
    List<V> from = new ArrayList<>();
    for (String input : layer.inputs()) {
      from.add(value(input, name));
    }
    V value = step.apply(layer, layer.kind().equals(INPUT) ? given : from);
    values.put(name, value);
    return value;
  }
}
