package dev.emotion.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.emotion.ModelException;
import io.jhdf.api.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The layers of VGG16 and VGG19 (Simonyan and Zisserman, 2014) without their dense ones, for a file
 * that has their weights alone: {@code vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5} of Keras
 * applications. They are known by the names of their layers; the channels are those of the arrays.
 */
final class VggWeights {
  private static final List<List<Integer>> CONVOLUTIONS =
      List.of(List.of(2, 2, 3, 3, 3), List.of(2, 2, 4, 4, 4));

  private VggWeights() {}

  /**
   * The network of some weights.
   *
   * @param where the file's name
   * @param root of the file
   * @param reader of its arrays
   * @param side of a face, which no weight depends on
   * @throws ModelException if they are another network's, or there is no side
   */
  static KerasLayer read(String where, Group root, ArrayReader reader, OptionalInt side) {
    Map<String, List<Tensor>> weights = new LinkedHashMap<>();
    root.getChildren()
        .forEach(
            (name, child) -> {
              if (child instanceof Group group && !ArrayReader.names(group).isEmpty()) {
                weights.put(name, List.of());
              }
            });
    List<Integer> blocks =
        CONVOLUTIONS.stream()
            .filter(counts -> names(counts).equals(weights.keySet()))
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelException(
                        where,
                        "weights without the layers",
                        KerasFile.EXPECTED + "; or VGG16's or VGG19's weights without top"));
    weights.replaceAll((name, none) -> reader.named((Group) root.getChild(name)));
    for (Map.Entry<String, List<Tensor>> layer : weights.entrySet()) {
      if (layer.getValue().isEmpty() || layer.getValue().get(0).shape().length != 4) {
        throw new ModelException(
            where + ": layer '" + layer.getKey() + "'",
            "no kernel of four axes",
            "[rows, columns, in, out]");
      }
    }
    if (side.isEmpty()) {
      throw new ModelException(
          where, "weights without a size of faces", "--side PIXELS, such as 48");
    }
    return model(where, blocks, weights, side.getAsInt());
  }

  private static Set<String> names(List<Integer> blocks) {
    Set<String> names = new LinkedHashSet<>();
    for (int block = 1; block <= blocks.size(); block++) {
      for (int number = 1; number <= blocks.get(block - 1); number++) {
        names.add("block" + block + "_conv" + number);
      }
    }
    return names;
  }

  private static KerasLayer model(
      String where, List<Integer> blocks, Map<String, List<Tensor>> weights, int side) {
    List<KerasLayer> layers = new ArrayList<>();
    JsonArray shape = new JsonArray();
    shape.add(JsonNull.INSTANCE);
    shape.add(side);
    shape.add(side);
    shape.add(weights.get("block1_conv1").get(0).size(2));
    JsonObject input = new JsonObject();
    input.add("batch_input_shape", shape);
    layers.add(layer(where, "input", "InputLayer", input, List.of()));
    for (int block = 1; block <= blocks.size(); block++) {
      for (int number = 1; number <= blocks.get(block - 1); number++) {
        String name = "block" + block + "_conv" + number;
        JsonObject settings = new JsonObject();
        settings.addProperty("filters", weights.get(name).get(0).size(3));
        settings.addProperty("kernel_size", 3);
        settings.addProperty("padding", "same");
        settings.addProperty("activation", "relu");
        layers.add(layer(where, name, "Conv2D", settings, weights.get(name)));
      }
      JsonObject settings = new JsonObject();
      settings.addProperty("pool_size", 2);
      layers.add(layer(where, "block" + block + "_pool", "MaxPooling2D", settings, List.of()));
    }
    return new KerasLayer(where, "vgg", "Sequential", new JsonObject(), List.of(), layers);
  }

  private static KerasLayer layer(
      String where, String name, String kind, JsonObject settings, List<Tensor> weights) {
    JsonObject json = new JsonObject();
    json.add("config", settings);
    return new KerasLayer(where, name, kind, json, weights, List.of());
  }
}
