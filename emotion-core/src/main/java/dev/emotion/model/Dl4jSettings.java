package dev.emotion.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.ModelException;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.text.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What DL4J's {@code configuration.json} says beside the layers: how the network was trained, and
 * how far.
 *
 * @param optimizer how the weights follow the gradient
 * @param learningRate of the last step
 * @param seed of the first weights
 * @param iterations steps done
 */
record Dl4jSettings(OptimizerSettings optimizer, double learningRate, long seed, int iterations) {
  private static final double INITIAL_RATE = 1e-3;
  private static final int MAX_SHOWN = 100;

  /** For a network in use, where it doesn't matter. */
  static final Dl4jSettings UNTRAINED =
      of(new OptimizerSettings(OptimizerSettings.Method.SGD, 0, 0, List.of()), 0);

  /** Those of a new network. */
  static Dl4jSettings of(OptimizerSettings optimizer, long seed) {
    return new Dl4jSettings(optimizer, INITIAL_RATE, seed, 0);
  }

  /** The same after more steps. */
  Dl4jSettings at(double rate, int steps) {
    return new Dl4jSettings(optimizer, rate, seed, steps);
  }

  /** The text of the entry. */
  String json(NetworkSpec spec) {
    return JsonText.indented(Dl4jConfiguration.of(spec, this));
  }

  /**
   * Reads a configuration from a file that anyone may have made. What its few settings and the spec
   * give is compared with the whole of it: DL4J never sees the file, and whatever it says that we
   * would not have written is refused.
   *
   * @param text the entry
   * @param spec the network that it must define
   * @param where the entry's name for messages
   * @return its settings
   * @throws ModelException if it is no configuration, or another network's
   */
  static Dl4jSettings read(String text, NetworkSpec spec, String where) {
    JsonElement json;
    JsonElement expected;
    Dl4jSettings settings;
    try {
      json = JsonParser.parseString(text);
      settings = settings(json.getAsJsonObject(), spec);
      expected = JsonParser.parseString(settings.json(spec));
    } catch (RuntimeException e) { // of a dozen kinds
      throw new ModelException(where, "unusable", "a DL4J 1.0.0-M2.1 configuration", e);
    }
    compare(json, expected, "", where);
    return settings;
  }

  private static Dl4jSettings settings(JsonObject json, NetworkSpec spec) {
    JsonObject conf =
        json.getAsJsonObject("vertices")
            .getAsJsonObject(spec.output().name())
            .getAsJsonObject("layerConf");
    JsonObject layer = conf.getAsJsonObject("layer");
    JsonObject updater = layer.getAsJsonObject("iupdater");
    boolean adam = updater.get("@class").getAsString().endsWith(".Adam");
    JsonArray decays = layer.getAsJsonArray("regularization");
    double decay =
        decays.isEmpty()
            ? 0
            : number(decays.get(0).getAsJsonObject().getAsJsonObject("coeff").get("value"));
    List<Double> classWeights = new ArrayList<>();
    if (layer.getAsJsonObject("lossFn").get("weights") instanceof JsonObject weights) {
      weights.getAsJsonArray("data").forEach(weight -> classWeights.add(number(weight)));
    }
    if (!classWeights.isEmpty() && classWeights.size() != spec.classes()) {
      throw new IllegalArgumentException(classWeights.size() + " class weights");
    }
    OptimizerSettings optimizer =
        new OptimizerSettings(
            adam ? OptimizerSettings.Method.ADAM : OptimizerSettings.Method.SGD,
            adam ? 0 : number(updater.get("momentum")),
            decay,
            classWeights);
    return new Dl4jSettings(
        optimizer,
        number(updater.get("learningRate")),
        Long.parseLong(conf.get("seed").getAsString()),
        Integer.parseInt(json.get("iterationCount").getAsString()));
  }

  private static double number(JsonElement json) {
    return Double.parseDouble(json.getAsString());
  }

  /** Refuses the first difference. */
  private static void compare(JsonElement found, JsonElement expected, String path, String where) {
    if (found instanceof JsonObject a && expected instanceof JsonObject b) {
      Set<String> names = new TreeSet<>(b.keySet());
      names.addAll(a.keySet());
      for (String name : names) {
        compare(a.get(name), b.get(name), path.isEmpty() ? name : path + "." + name, where);
      }
    } else if (found instanceof JsonArray a
        && expected instanceof JsonArray b
        && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        compare(a.get(i), b.get(i), path + "[" + i + "]", where);
      }
    } else if (found == null || !found.equals(expected)) {
      throw new ModelException(
          where, shown(path) + " " + shown(found), shown(expected) + " as emotion.json defines");
    }
  }

  private static String shown(Object json) {
    String text = json == null ? "nothing" : json.toString().replaceAll("\\p{Cntrl}", "?");
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
