package dev.emotion.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A layer of a Keras file, asked for its settings. Where a setting has several names, the second is
 * Keras 1's.
 *
 * @param where the file's name
 * @param name its own
 * @param kind the class of Keras
 * @param json all that the file says of it
 * @param weights in Keras's order
 * @param layers those in it, where it is a model
 */
record KerasLayer(
    String where,
    String name,
    String kind,
    JsonObject json,
    List<Tensor> weights,
    List<KerasLayer> layers) {
  /** The kinds that have layers in them. */
  static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

  private static final int MAX_SHOWN = 60;

  boolean isModel() {
    return MODELS.contains(kind);
  }

  /** Itself, or all layers in it, in those too. */
  Stream<KerasLayer> leaves() {
    return isModel() ? layers.stream().flatMap(KerasLayer::leaves) : Stream.of(this);
  }

  /** A fault of this layer. */
  ModelException fault(String found, String expected) {
    return new ModelException(
        where + ": layer '" + shown(name) + "' (" + shown(kind) + ")", shown(found), expected);
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }

  /** A setting, by the first of its names that there is; null where there is none. */
  JsonElement setting(String... names) {
    JsonElement config = Json.member(json, "config");
    return Stream.of(names)
        .map(name -> Json.member(config, name))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  int integer(String... names) {
    return wholeNumber(required(setting(names), names[0]), names[0]);
  }

  int integer(int otherwise, String... names) {
    JsonElement found = setting(names);
    return found == null ? otherwise : wholeNumber(found, names[0]);
  }

  private int wholeNumber(JsonElement found, String name) {
    double number = number(found, name);
    if (number != Math.rint(number) || Math.abs(number) > 1 << 24) {
      throw fault(name + " " + found, "a whole number");
    }
    return (int) number;
  }

  double number(double otherwise, String... names) {
    JsonElement found = setting(names);
    return found == null ? otherwise : number(found, names[0]);
  }

  private double number(JsonElement found, String name) {
    try {
      double number = found.getAsDouble(); // of a list with one number too
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (RuntimeException e) { // of several kinds
      throw fault(name + " " + found, "a number");
    }
    throw fault(name + " " + found, "a number");
  }

  boolean flag(boolean otherwise, String... names) {
    JsonElement found = setting(names);
    if (found == null) {
      return otherwise;
    } else if (found.isJsonPrimitive() && found.getAsJsonPrimitive().isBoolean()) {
      return found.getAsBoolean();
    }
    throw fault(names[0] + " " + found, "true or false");
  }

  Optional<String> text(String... names) {
    JsonElement config = Json.member(json, "config");
    return Stream.of(names).flatMap(name -> Json.text(config, name).stream()).findFirst();
  }

  /** Two whole numbers, for rows and columns, or one for both. */
  int[] pair(String... names) {
    return pair(required(setting(names), names[0]), names[0]);
  }

  /** Two whole numbers, or those otherwise. */
  int[] pair(int[] otherwise, String... names) {
    JsonElement found = setting(names);
    return found == null ? otherwise : pair(found, names[0]);
  }

  int[] pair(JsonElement found, String name) {
    if (!(found instanceof JsonArray list)) {
      int both = wholeNumber(found, name);
      return new int[] {both, both};
    } else if (list.size() != 2) {
      throw fault(name + " " + found, "two numbers");
    }
    return new int[] {wholeNumber(list.get(0), name), wholeNumber(list.get(1), name)};
  }

  private JsonElement required(JsonElement found, String name) {
    if (found == null) {
      throw fault("no " + name, "one");
    }
    return found;
  }

  /** Makes sure of the number of arrays. */
  void requireWeights(int count) {
    if (weights.size() != count) {
      throw fault(weights.size() + " arrays of weights", Integer.toString(count));
    }
  }

  /** An array of the weights, of which the shape is known. */
  Tensor weight(int index, int... shape) {
    Tensor tensor = weights.get(index);
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw fault("weights " + Arrays.toString(tensor.shape()), Arrays.toString(shape));
    }
    return tensor;
  }

  /** The names of the layers that it takes from, in a functional model. */
  List<String> inputs() {
    JsonElement nodes = Json.member(json, "inbound_nodes");
    if (nodes instanceof JsonArray list && list.size() > 1) {
      throw fault("used more than once", "a layer for each use");
    }
    return histories(nodes);
  }

  /**
   * The layers that a file refers to: in every version as {@code ["layer", node, tensor]}, but each
   * has other brackets and objects around.
   */
  static List<String> histories(JsonElement json) {
    List<String> names = new ArrayList<>();
    collect(json, names);
    return names;
  }

  private static void collect(JsonElement json, List<String> names) {
    if (json == null) {
      return;
    } else if (json.isJsonObject()) {
      json.getAsJsonObject().asMap().values().forEach(member -> collect(member, names));
    } else if (json instanceof JsonArray list) {
      if (list.size() >= 3 && isText(list.get(0)) && list.get(1).isJsonPrimitive()) {
        names.add(list.get(0).getAsString());
      } else {
        list.forEach(element -> collect(element, names));
      }
    }
  }

  private static boolean isText(JsonElement json) {
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
  }
}
