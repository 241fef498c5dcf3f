package dev.emotion.network;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.emotion.ModelException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Reads DL4J's {@code configuration.json} from files that anyone may have made. DL4J makes an
 * object of whatever class the text names; here, only those that a network of emotion can have are
 * let through, and neither its reader for older formats nor custom layers are reached.
 */
final class ConfigurationJson {
  private static final String CLASS = "@class";

  private static final Set<String> KNOWN =
      Stream.of(
              in(
                  "org.deeplearning4j.nn.conf.layers.",
                  "ActivationLayer",
                  "BatchNormalization",
                  "ConvolutionLayer",
                  "DenseLayer",
                  "DropoutLayer",
                  "GlobalPoolingLayer",
                  "OutputLayer",
                  "SubsamplingLayer"),
              in("org.deeplearning4j.nn.conf.graph.", "ElementWiseVertex", "LayerVertex"),
              in("org.deeplearning4j.nn.conf.dropout.", "Dropout", "SpatialDropout"),
              in(
                  "org.deeplearning4j.nn.weights.WeightInit",
                  "LecunNormal",
                  "LecunUniform",
                  "Normal",
                  "Relu",
                  "ReluUniform",
                  "Uniform",
                  "Xavier",
                  "XavierUniform"),
              in(
                  "org.nd4j.linalg.activations.impl.Activation",
                  "Identity",
                  "ReLU",
                  "Sigmoid", // what DL4J writes down for layers that use none
                  "Softmax"),
              in("org.nd4j.linalg.learning.config.", "Adam", "Nesterovs", "NoOp", "Sgd"),
              in(
                  "org.nd4j.linalg.learning.regularization.",
                  "L1Regularization",
                  "L2Regularization",
                  "WeightDecay"),
              in("org.nd4j.linalg.schedule.", "FixedSchedule"),
              in("org.nd4j.linalg.lossfunctions.impl.", "LossMCXENT"))
          .flatMap(names -> names)
          .collect(Collectors.toUnmodifiableSet());

  private ConfigurationJson() {}

  private static Stream<String> in(String prefix, String... names) {
    return Stream.of(names).map(prefix::concat);
  }

  /**
   * Reads a configuration.
   *
   * @param text the entry
   * @param where how messages call it
   * @return what it says, not checked yet: see {@link NetworkShape}
   * @throws ModelException if it is none, or names a class that emotion has no use for
   */
  static ComputationGraphConfiguration read(String text, String where) {
    try {
      JsonElement json = JsonParser.parseString(text);
      check(json, where);
      // What was checked is what is read: two parsers may take a doubled member differently.
      ComputationGraphConfiguration configuration =
          NeuralNetConfiguration.mapper()
              .readValue(json.toString(), ComputationGraphConfiguration.class);
      if (configuration == null) {
        throw unusable(where, null);
      }
      return configuration;
    } catch (ModelException e) {
      throw e;
    } catch (JsonProcessingException | RuntimeException e) { // of a dozen kinds
      throw unusable(where, e);
    }
  }

  /**
   * A configuration that DL4J can't use.
   *
   * @param where how messages call it
   * @param cause why, or null
   */
  static ModelException unusable(String where, Exception cause) {
    return new ModelException(where, "unusable", "a DL4J 1.0.0-M2.1 configuration", cause);
  }

  private static void check(JsonElement json, String where) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(element -> check(element, where));
    } else if (json.isJsonObject()) {
      for (Map.Entry<String, JsonElement> member : json.getAsJsonObject().entrySet()) {
        if (member.getKey().equals(CLASS)) {
          checkClass(member.getValue(), where);
        }
        check(member.getValue(), where);
      }
    } else if (json.isJsonPrimitive()) {
      checkNumber(json.getAsJsonPrimitive(), where);
    }
  }

  private static void checkClass(JsonElement name, String where) {
    if (!name.isJsonPrimitive() || !KNOWN.contains(name.getAsString())) {
      throw new ModelException(
          where, "the class " + shortened(name), "layers and settings of emotion's networks");
    }
  }

  /** Such as 1e1000000000, which takes some readers for ever. */
  private static void checkNumber(JsonPrimitive value, String where) {
    if (value.isNumber()
        && !(value.getAsString().length() < 40 && Double.isFinite(value.getAsDouble()))) {
      throw new ModelException(where, "the number " + shortened(value), "a number of usual size");
    }
  }

  private static String shortened(JsonElement json) {
    String text = json.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
