package dev.emotion.export;

import static dev.emotion.export.OnnxGraph.attribute;

import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.network.InputSpec;
import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.system.BuildInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.ModelProto;

/**
 * A model as ONNX (https://onnx.ai; operator set 15): from grey pixels, 0 to 255, to probabilities.
 * The encoding of pixels and the temperature are in the graph. Images are [faces, channels, height,
 * width], rows of features [faces, channels].
 */
final class OnnxFile {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 15;

  private final ModelContents model;
  private final OnnxGraph graph = new OnnxGraph();

  private OnnxFile(ModelContents model) {
    this.model = model;
  }

  /**
   * The file's content.
   *
   * @param facts what it says of itself
   */
  static ModelProto of(ModelContents model, Map<String, String> facts) {
    OnnxFile file = new OnnxFile(model);
    file.build();
    ModelProto.Builder proto =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("emotion")
            .setProducerVersion(BuildInfo.read().version())
            .setGraph(file.graph.build());
    proto.addOpsetImportBuilder().setDomain("").setVersion(OPERATOR_SET);
    facts.forEach((name, text) -> proto.addMetadataPropsBuilder().setKey(name).setValue(text));
    return proto.build();
  }

  private void build() {
    ModelManifest manifest = model.manifest();
    NetworkSpec network = manifest.network();
    Map<String, Shape> shapes = network.shapes();
    Map<String, String> values = new HashMap<>();
    values.put(NetworkSpec.INPUT, encoded());
    for (NetworkSpec.Node node : network.layers()) {
      List<String> inputs = node.inputs().stream().map(values::get).toList();
      Shape input = shapes.get(node.inputs().get(0));
      values.put(node.name(), layer(node.name(), node.layer(), input, inputs));
    }
    String logits = values.get(network.output().name());
    String divisor = graph.floats("temperature", new float[] {(float) manifest.temperature()});
    String tempered = graph.node("Div", "tempered", List.of(logits, divisor));
    graph.output(network.classes(), "Softmax", tempered, attribute("axis", 1));
  }

  private String encoded() {
    InputSpec input = model.manifest().input();
    String pixels = graph.input(1, input.side(), input.side());
    String mean = graph.floats("mean", new float[] {(float) input.mean()});
    String scale = graph.floats("scale", new float[] {(float) input.scale()});
    String centred = graph.node("Sub", "centred", List.of(pixels, mean));
    return graph.node("Div", "encoded", List.of(centred, scale));
  }

  private String layer(String name, Layer layer, Shape input, List<String> inputs) {
    String in = inputs.get(0);
    if (layer instanceof Layer.Convolution convolution) {
      Window window = convolution.window();
      String kernel =
          weights(
              name,
              Weights.KERNEL,
              convolution.channels(),
              input.channels(),
              window.height(),
              window.width());
      return convolution(name, layer, window, input, in, kernel, 1);
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      String kernel = depthwiseKernel(name, depthwise, input);
      return convolution(name, layer, depthwise.window(), input, in, kernel, input.channels());
    } else if (layer instanceof Layer.BatchNorm norm) {
      return norm(name, norm, input, in);
    } else if (layer instanceof Layer.Relu) {
      return graph.node("Relu", name, inputs);
    } else if (layer instanceof Layer.Pooling pooling) {
      // A mean doesn't count the padding: count_include_pad is 0 by default.
      String operator =
          switch (pooling.kind()) {
            case MAX -> "MaxPool";
            case MEAN -> "AveragePool";
          };
      return moved(
          operator,
          name,
          pooling.window(),
          input,
          List.of(image(in, input)),
          0,
          layer.output(input));
    } else if (layer instanceof Layer.GlobalMean) {
      String mean = graph.node("GlobalAveragePool", name, List.of(image(in, input)));
      return row(mean, layer.output(input));
    } else if (layer instanceof Layer.GlobalMax) {
      String max = graph.node("GlobalMaxPool", name, List.of(image(in, input)));
      return row(max, layer.output(input));
    } else if (layer instanceof Layer.Relu6) {
      String least = graph.floats(name + "_min", new float[] {0});
      String most = graph.floats(name + "_max", new float[] {6});
      return graph.node("Clip", name, List.of(in, least, most));
    } else if (layer instanceof Layer.LeakyRelu leaky) {
      return graph.node("LeakyRelu", name, inputs, attribute("alpha", (float) leaky.slope()));
    } else if (layer instanceof Layer.Elu) {
      return graph.node("Elu", name, inputs);
    } else if (layer instanceof Layer.Flatten) {
      return graph.node("Flatten", name, inputs, attribute("axis", 1));
    } else if (layer instanceof Layer.ZeroPadding zeros) {
      String pads =
          graph.integers(
              name + "_pads", 0, 0, zeros.top(), zeros.left(), 0, 0, zeros.bottom(), zeros.right());
      return row(graph.node("Pad", name, List.of(image(in, input), pads)), layer.output(input));
    } else if (layer instanceof Layer.Concatenation) {
      return graph.node("Concat", name, inputs, attribute("axis", 1));
    } else if (layer instanceof Layer.Dropout) {
      return in; // in training alone
    } else if (layer instanceof Layer.Dense dense) {
      return dense(name, dense, input, in);
    } else if (layer instanceof Layer.Add) {
      return graph.node("Sum", name, inputs);
    } else if (layer instanceof Layer.Output output) {
      return dense(name, output.dense(), input, in); // the softmax comes after the temperature
    }
    throw new IllegalArgumentException("no operator of ONNX's for " + layer);
  }

  private String weights(String layer, String name, long... shape) {
    return graph.floats(layer + "_" + name, model.weights(layer, name), shape);
  }

  private String convolution(
      String name, Layer layer, Window window, Shape input, String in, String kernel, int groups) {
    Shape output = layer.output(input);
    List<String> inputs = new ArrayList<>(List.of(image(in, input), kernel));
    if (layer.hasBias(input)) {
      inputs.add(weights(name, Weights.BIAS, output.channels()));
    }
    return moved("Conv", name, window, input, inputs, groups, output);
  }

  /** A convolution or a pooling; {@code groups} is 0 for the latter. */
  private String moved(
      String operator,
      String name,
      Window window,
      Shape input,
      List<String> inputs,
      int groups,
      Shape output) {
    AttributeProto kernel = attribute("kernel_shape", window.height(), window.width());
    AttributeProto strides = attribute("strides", window.strideY(), window.strideX());
    AttributeProto pads =
        attribute(
            "pads",
            window.paddingTop(input.height()),
            window.paddingLeft(input.width()),
            window.paddingBottom(input.height()),
            window.paddingRight(input.width()));
    String moved =
        groups == 0
            ? graph.node(operator, name, inputs, kernel, strides, pads)
            : graph.node(operator, name, inputs, kernel, strides, pads, attribute("group", groups));
    return row(moved, output);
  }

  /** From [height, width, channels, multiplier] to [channels x multiplier, 1, height, width]. */
  private String depthwiseKernel(String name, Layer.DepthwiseConvolution layer, Shape input) {
    int area = layer.window().height() * layer.window().width();
    int channels = input.channels() * layer.multiplier();
    float[] from = model.weights(name, Weights.KERNEL);
    float[] to = new float[from.length];
    for (int pixel = 0; pixel < area; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        to[channel * area + pixel] = from[pixel * channels + channel];
      }
    }
    return graph.floats(
        name + "_" + Weights.KERNEL,
        to,
        channels,
        1,
        layer.window().height(),
        layer.window().width());
  }

  private String norm(String name, Layer.BatchNorm norm, Shape input, String in) {
    int channels = input.channels();
    float[] variances = Layer.BatchNorm.variances(model.weights(name, Weights.LOG10_STDEV));
    return graph.node(
        "BatchNormalization",
        name,
        List.of(
            in,
            weights(name, Weights.GAMMA, channels),
            weights(name, Weights.BETA, channels),
            weights(name, Weights.MEAN, channels),
            graph.floats(name + "_variance", variances, channels)),
        attribute("epsilon", (float) norm.eps()));
  }

  private String dense(String name, Layer.Dense dense, Shape input, String in) {
    String matrix = weights(name, Weights.KERNEL, dense.units(), input.channels());
    List<String> inputs =
        dense.bias()
            ? List.of(in, matrix, weights(name, Weights.BIAS, dense.units()))
            : List.of(in, matrix);
    return graph.node("Gemm", name, inputs, attribute("transB", 1));
  }

  /** A value as [faces, channels, height, width], which rows are not. */
  private String image(String value, Shape shape) {
    return shape.isRow()
        ? graph.node(
            "Reshape",
            value + "_image",
            List.of(value, graph.integers(value + "_shape", 0, shape.channels(), 1, 1)))
        : value;
  }

  /** What gives images gave this one: rows are [faces, channels]. */
  private String row(String value, Shape shape) {
    return shape.isRow()
        ? graph.node("Flatten", value + "_row", List.of(value), attribute("axis", 1))
        : value;
  }
}
