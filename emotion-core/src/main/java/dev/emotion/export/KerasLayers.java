package dev.emotion.export;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.emotion.ModelException;
import dev.emotion.model.ModelContents;
import dev.emotion.network.InputSpec;
import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in the terms of Keras, from grey pixels, 0 to 255, to probabilities. Images are [faces,
 * height, width, channels], rows of features [faces, channels]. The encoding of pixels is a layer;
 * the temperature is in the last layer's weights.
 */
final class KerasLayers {
  private static final Gson GSON = new Gson();

  private final ModelContents model;
  private final String where;
  private final Names names = new Names();
  private final List<KerasNode> layers = new ArrayList<>();

  private KerasLayers(ModelContents model, String where) {
    this.model = model;
    this.where = where;
  }

  /**
   * The layers, in the order in which Keras has them.
   *
   * @param model whose
   * @param where its name in messages
   * @throws ModelException if Keras can't compute one of them
   */
  static List<KerasNode> of(ModelContents model, String where) {
    KerasLayers result = new KerasLayers(model, where);
    NetworkSpec network = model.manifest().network();
    Map<String, Shape> shapes = network.shapes();
    Map<String, String> values = new HashMap<>();
    values.put(NetworkSpec.INPUT, result.encoded());
    for (NetworkSpec.Node node : network.layers()) {
      List<String> inputs = node.inputs().stream().map(values::get).toList();
      Shape input = shapes.get(node.inputs().get(0));
      values.put(node.name(), result.layer(node.name(), node.layer(), input, inputs));
    }
    return KerasOrder.of(result.layers);
  }

  private String encoded() {
    InputSpec input = model.manifest().input();
    String pixels = add(NetworkSpec.INPUT, "InputLayer", Map.of(), List.of(), List.of());
    return add(
        "encoded",
        "Rescaling",
        settings("scale", 1 / input.scale(), "offset", -input.mean() / input.scale()),
        List.of(pixels),
        List.of());
  }

  private String layer(String name, Layer layer, Shape input, List<String> inputs) {
    String in = inputs.get(0);
    if (layer instanceof Layer.Concatenation) { // of several inputs: it has no output of one
      return add(name, "Concatenate", settings("axis", -1), inputs, List.of());
    }
    Shape output = layer.output(input);
    if (layer instanceof Layer.Convolution convolution) {
      Window window = convolution.window();
      KerasNode.Array kernel =
          array(
              "kernel",
              outputsLast(
                  model.weights(name, Weights.KERNEL), convolution.channels(), input.channels()),
              window.height(),
              window.width(),
              input.channels(),
              convolution.channels());
      Map<String, Object> settings = settings("filters", convolution.channels());
      return convolution("Conv2D", name, layer, window, input, in, settings, kernel);
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      Window window = depthwise.window();
      if (window.strideY() != window.strideX()) {
        throw impossible(name, "a depthwise convolution with two strides");
      }
      KerasNode.Array kernel =
          array(
              "depthwise_kernel",
              model.weights(name, Weights.KERNEL),
              window.height(),
              window.width(),
              input.channels(),
              depthwise.multiplier());
      Map<String, Object> settings = settings("depth_multiplier", depthwise.multiplier());
      return convolution("DepthwiseConv2D", name, layer, window, input, in, settings, kernel);
    } else if (layer instanceof Layer.BatchNorm norm) {
      float[] variances = Layer.BatchNorm.variances(model.weights(name, Weights.LOG10_STDEV));
      return add(
          name,
          "BatchNormalization",
          settings("axis", -1, "momentum", norm.decay(), "epsilon", norm.eps()),
          inputs,
          List.of(
              array("gamma", model.weights(name, Weights.GAMMA), input.channels()),
              array("beta", model.weights(name, Weights.BETA), input.channels()),
              array("moving_mean", model.weights(name, Weights.MEAN), input.channels()),
              array("moving_variance", variances, input.channels())));
    } else if (layer instanceof Layer.Relu) {
      return add(name, "Activation", settings("activation", "relu"), inputs, List.of());
    } else if (layer instanceof Layer.Pooling pooling) {
      Window window = pooling.window();
      if (window.padY() > 0 || window.padX() > 0) {
        throw impossible(name, "a pooling with a padding of its own");
      }
      String kind =
          switch (pooling.kind()) {
            case MAX -> "MaxPooling2D";
            case MEAN -> "AveragePooling2D";
          };
      Map<String, Object> settings = moves("pool_size", window);
      return row(add(name, kind, settings, List.of(image(in, input)), List.of()), output);
    } else if (layer instanceof Layer.GlobalMean) {
      return add(
          name,
          "GlobalAveragePooling2D",
          settings("data_format", "channels_last"),
          List.of(image(in, input)),
          List.of());
    } else if (layer instanceof Layer.GlobalMax) {
      return add(
          name,
          "GlobalMaxPooling2D",
          settings("data_format", "channels_last"),
          List.of(image(in, input)),
          List.of());
    } else if (layer instanceof Layer.Relu6) {
      return add(name, "ReLU", settings("max_value", 6.0), inputs, List.of());
    } else if (layer instanceof Layer.LeakyRelu leaky) {
      // Keras 3 says negative_slope, and takes alpha as well.
      return add(name, "LeakyReLU", settings("alpha", leaky.slope()), inputs, List.of());
    } else if (layer instanceof Layer.Elu) {
      return add(name, "ELU", settings("alpha", 1.0), inputs, List.of());
    } else if (layer instanceof Layer.Flatten) {
      // Ours goes channel after channel.
      Map<String, Object> channelsFirst = settings("dims", List.of(3, 1, 2));
      String turned = add(name + "_channels", "Permute", channelsFirst, inputs, List.of());
      return add(name, "Flatten", Map.of(), List.of(turned), List.of());
    } else if (layer instanceof Layer.ZeroPadding zeros) {
      List<List<Integer>> padding =
          List.of(List.of(zeros.top(), zeros.bottom()), List.of(zeros.left(), zeros.right()));
      Map<String, Object> around = settings("padding", padding, "data_format", "channels_last");
      return row(add(name, "ZeroPadding2D", around, List.of(image(in, input)), List.of()), output);
    } else if (layer instanceof Layer.Dropout dropout) {
      String kind = dropout.channels() && !input.isRow() ? "SpatialDropout2D" : "Dropout";
      return add(name, kind, settings("rate", dropout.rate()), inputs, List.of());
    } else if (layer instanceof Layer.Dense dense) {
      return dense(name, dense, input, in, "linear", 1);
    } else if (layer instanceof Layer.Add) {
      return add(name, "Add", Map.of(), inputs, List.of());
    } else if (layer instanceof Layer.Output last) {
      return dense(name, last.dense(), input, in, "softmax", model.manifest().temperature());
    }
    throw new IllegalArgumentException("no layer of Keras's for " + layer);
  }

  private ModelException impossible(String layer, String found) {
    return new ModelException(
        where, "layer " + layer + " is " + found, "what Keras has; export it as onnx");
  }

  private String convolution(
      String kind,
      String name,
      Layer layer,
      Window window,
      Shape input,
      String in,
      Map<String, Object> settings,
      KerasNode.Array kernel) {
    Shape output = layer.output(input);
    String padded = image(in, input);
    if (window.padY() > 0 || window.padX() > 0) {
      List<List<Integer>> padding =
          List.of(List.of(window.padY(), window.padY()), List.of(window.padX(), window.padX()));
      Map<String, Object> zeros = settings("padding", padding, "data_format", "channels_last");
      padded = add(name + "_padding", "ZeroPadding2D", zeros, List.of(padded), List.of());
    }
    boolean bias = layer.hasBias(input);
    List<KerasNode.Array> arrays = new ArrayList<>(List.of(kernel));
    if (bias) {
      arrays.add(array("bias", model.weights(name, Weights.BIAS), output.channels()));
    }
    settings.putAll(moves("kernel_size", window));
    settings.put("use_bias", bias);
    settings.put("activation", "linear");
    return row(add(name, kind, settings, List.of(padded), arrays), output);
  }

  private String dense(
      String name, Layer.Dense layer, Shape input, String in, String activation, double divisor) {
    float[] kernel = divided(model.weights(name, Weights.KERNEL), divisor);
    int units = layer.units();
    List<KerasNode.Array> arrays = new ArrayList<>();
    arrays.add(array("kernel", outputsLast(kernel, units, 1), input.channels(), units));
    if (layer.bias()) {
      arrays.add(array("bias", divided(model.weights(name, Weights.BIAS), divisor), units));
    }
    Map<String, Object> settings =
        settings("units", units, "activation", activation, "use_bias", layer.bias());
    return add(name, "Dense", settings, List.of(in), arrays);
  }

  private static float[] divided(float[] values, double divisor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / divisor);
    }
    return values;
  }

  /** From [outputs, inputs, places] to [places, inputs, outputs]. */
  private static float[] outputsLast(float[] from, int outputs, int inputs) {
    int places = from.length / outputs / inputs;
    float[] to = new float[from.length];
    int next = 0;
    for (int output = 0; output < outputs; output++) {
      for (int input = 0; input < inputs; input++) {
        for (int place = 0; place < places; place++) {
          to[(place * inputs + input) * outputs + output] = from[next++];
        }
      }
    }
    return to;
  }

  private static Map<String, Object> moves(String size, Window window) {
    return settings(
        size,
        List.of(window.height(), window.width()),
        "strides",
        List.of(window.strideY(), window.strideX()),
        "padding",
        window.same() ? "same" : "valid",
        "data_format",
        "channels_last");
  }

  /** A value as an image, which rows are not. */
  private String image(String value, Shape shape) {
    return shape.isRow()
        ? add(
            value + "_image",
            "Reshape",
            settings("target_shape", List.of(1, 1, shape.channels())),
            List.of(value),
            List.of())
        : value;
  }

  /** What gives images gave this one: rows are [faces, channels]. */
  private String row(String value, Shape shape) {
    return shape.isRow()
        ? add(value + "_row", "Flatten", Map.of(), List.of(value), List.of())
        : value;
  }

  private static KerasNode.Array array(String name, float[] values, Integer... shape) {
    return new KerasNode.Array(name, values, List.of(shape));
  }

  private static Map<String, Object> settings(Object... namesAndValues) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return settings;
  }

  private String add(
      String wish,
      String kind,
      Map<String, Object> settings,
      List<String> inputs,
      List<KerasNode.Array> arrays) {
    String name = names.unique(wish);
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("dtype", "float32");
    settings.forEach((key, value) -> json.add(key, GSON.toJsonTree(value)));
    layers.add(new KerasNode(name, kind, json, inputs, arrays));
    return name;
  }
}
