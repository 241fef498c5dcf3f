package dev.emotion.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.emotion.engine.Optimizer;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code configuration.json} as DL4J 1.0.0-M2.1 writes it of a network of its stock layers, NCHW.
 * It has more in it than anyone needs, and DL4J reads no less.
 */
final class Dl4jConfiguration {
  private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";
  private static final String VERTICES = "org.deeplearning4j.nn.conf.graph.";
  private static final String ACTIVATIONS = "org.nd4j.linalg.activations.impl.Activation";
  private static final String CLASS = "@class";
  private static final String DATA = "NCHW";

  private final NetworkSpec spec;
  private final Dl4jSettings settings;

  private Dl4jConfiguration(NetworkSpec spec, Dl4jSettings settings) {
    this.spec = spec;
    this.settings = settings;
  }

  /**
   * The configuration.
   *
   * @param spec the network
   * @param settings how it is trained, and how far
   * @return the entry of the file
   */
  static JsonObject of(NetworkSpec spec, Dl4jSettings settings) {
    return new Dl4jConfiguration(spec, settings).network();
  }

  private JsonObject network() {
    Map<String, Shape> shapes = spec.shapes();
    Map<String, List<NetworkSpec.Slice>> slices = spec.slices();
    List<String> order = new ArrayList<>(List.of(NetworkSpec.INPUT));
    List<String> variables = new ArrayList<>();
    JsonObject inputs = new JsonObject();
    JsonObject vertices = new JsonObject();
    for (NetworkSpec.Node node : spec.layers()) {
      String name = node.name();
      List<String> own = slices.get(name).stream().map(NetworkSpec.Slice::name).toList();
      order.add(name);
      own.forEach(weights -> variables.add(name + "_" + weights));
      inputs.add(name, json(node.inputs()));
      Shape from = shapes.get(node.inputs().get(0));
      JsonObject vertex = joint(node.layer(), from);
      if (vertex == null) {
        vertex = layerVertex(layer(node.layer(), name, from, shapes.get(name)), own);
      }
      vertices.add(name, vertex);
    }
    JsonArray indices = new JsonArray();
    for (int i = 0; i < order.size(); i++) {
      indices.add(i);
    }
    JsonObject all = new JsonObject();
    put(all, "backpropType", "Standard");
    put(all, "cacheMode", "NONE");
    put(all, "dataType", "FLOAT");
    all.add("defaultConfiguration", layerSettings(JsonNull.INSTANCE, variables));
    put(all, "epochCount", 0);
    put(all, "inferenceWorkspaceMode", "ENABLED");
    put(all, "iterationCount", settings.iterations());
    put(all, "networkInputs", List.of(NetworkSpec.INPUT));
    put(all, "networkOutputs", List.of(spec.output().name()));
    put(all, "tbpttBackLength", 20);
    put(all, "tbpttFwdLength", 20);
    all.add("topologicalOrder", indices);
    put(all, "topologicalOrderStr", order);
    put(all, "trainingWorkspaceMode", "ENABLED");
    put(all, "validateOutputLayerConfig", true);
    all.add("vertexInputs", inputs);
    all.add("vertices", vertices);
    return all;
  }

  /** What joins or reorders others' outputs; null for other layers. */
  private static JsonObject joint(Layer layer, Shape from) {
    if (layer instanceof Layer.Add) {
      JsonObject vertex = typed(VERTICES + "ElementWiseVertex");
      put(vertex, "op", "Add");
      return vertex;
    } else if (layer instanceof Layer.Concatenation) {
      JsonObject vertex = typed(VERTICES + "MergeVertex");
      put(vertex, "mergeAxis", 1);
      put(vertex, "modified", false);
      return vertex;
    } else if (layer instanceof Layer.Flatten) {
      JsonObject order =
          typed("org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor");
      put(order, "format", DATA);
      put(order, "inputHeight", from.height());
      put(order, "inputWidth", from.width());
      put(order, "numChannels", from.channels());
      JsonObject vertex = typed(VERTICES + "PreprocessorVertex");
      vertex.add("preProcessor", order);
      return vertex;
    }
    return null;
  }

  private JsonObject layerVertex(JsonObject layer, List<String> variables) {
    JsonObject vertex = typed(VERTICES + "LayerVertex");
    vertex.add("layerConf", layerSettings(layer, variables));
    put(vertex, "outputVertex", false);
    put(vertex, "preProcessor", null);
    return vertex;
  }

  private JsonObject layerSettings(JsonElement layer, List<String> variables) {
    JsonObject conf = new JsonObject();
    put(conf, "cacheMode", "NONE");
    put(conf, "dataType", "FLOAT");
    put(conf, "epochCount", 0);
    put(conf, "iterationCount", 0);
    conf.add("layer", layer);
    put(conf, "maxNumLineSearchIterations", 5);
    put(conf, "miniBatch", true);
    put(conf, "minimize", true);
    put(conf, "optimizationAlgo", "STOCHASTIC_GRADIENT_DESCENT");
    put(conf, "seed", settings.seed());
    put(conf, "stepFunction", null);
    put(conf, "variables", variables);
    return conf;
  }

  private JsonObject layer(Layer layer, String name, Shape from, Shape to) {
    if (layer instanceof Layer.Convolution convolution) {
      return convolution("ConvolutionLayer", name, convolution.window(), convolution.bias())
          .with("nin", from.channels())
          .with("nout", to.channels())
          .json;
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      return convolution("DepthwiseConvolution2D", name, depthwise.window(), depthwise.bias())
          .with("depthMultiplier", depthwise.multiplier())
          .with("nin", from.channels())
          .with("nout", to.channels())
          .json;
    } else if (layer instanceof Layer.BatchNorm norm) {
      return trained("BatchNormalization", name, "Sigmoid", "Relu")
          .with("beta", 0.0)
          .with("cnn2DFormat", DATA)
          .with("cudnnAllowFallback", true)
          .with("decay", norm.decay())
          .with("eps", norm.eps())
          .with("gamma", 1.0)
          .with("lockGammaBeta", false)
          .with("minibatch", true)
          .with("nin", from.channels())
          .with("nout", from.channels())
          .with("useLogStd", true)
          .json;
    } else if (layer instanceof Layer.Pooling pooling) {
      return window(plain("SubsamplingLayer", name), pooling.window())
          .with("avgPoolIncludePadInDivisor", false)
          .with("eps", 1e-8)
          .with("pnorm", 0)
          .with("poolingType", pooling.kind() == Layer.Pooling.Kind.MAX ? "MAX" : "AVG")
          .json;
    } else if (layer instanceof Layer.GlobalMean || layer instanceof Layer.GlobalMax) {
      return plain("GlobalPoolingLayer", name)
          .with("collapseDimensions", true)
          .with("pnorm", 2)
          .with("poolingDimensions", List.of(2, 3))
          .with("poolingType", layer instanceof Layer.GlobalMax ? "MAX" : "AVG")
          .json;
    } else if (layer instanceof Layer.ZeroPadding pad) {
      return plain("ZeroPaddingLayer", name)
          .with("dataFormat", DATA)
          .with("padding", List.of(pad.top(), pad.bottom(), pad.left(), pad.right()))
          .json;
    } else if (layer instanceof Layer.Dropout dropout) {
      return trained("DropoutLayer", name, "Sigmoid", "Relu")
          .with("idropout", dropout(dropout))
          .with("nin", 0)
          .with("nout", 0)
          .json;
    } else if (layer instanceof Layer.Dense dense) {
      return trained("DenseLayer", name, "Identity", "Relu")
          .with("hasBias", dense.bias())
          .with("hasLayerNorm", false)
          .with("nin", from.channels())
          .with("nout", dense.units())
          .json;
    } else if (layer instanceof Layer.Output output) {
      return trained("OutputLayer", name, "Softmax", "Xavier")
          .with("hasBias", true)
          .with("lossFn", loss())
          .with("nin", from.channels())
          .with("nout", output.classes())
          .json;
    }
    return plain("ActivationLayer", name).with("activationFn", activation(layer)).json;
  }

  private static JsonObject activation(Layer layer) {
    if (layer instanceof Layer.Relu) {
      JsonObject relu = typed(ACTIVATIONS + "ReLU");
      put(relu, "max", null);
      put(relu, "negativeSlope", null);
      put(relu, "threshold", null);
      return relu;
    } else if (layer instanceof Layer.Relu6) {
      return typed(ACTIVATIONS + "ReLU6");
    } else if (layer instanceof Layer.LeakyRelu leaky) {
      JsonObject relu = typed(ACTIVATIONS + "LReLU");
      put(relu, "alpha", leaky.slope());
      return relu;
    } else if (layer instanceof Layer.Elu) {
      JsonObject elu = typed(ACTIVATIONS + "ELU");
      put(elu, "alpha", 1.0);
      return elu;
    }
    throw new IllegalArgumentException("no layer of DL4J's: " + layer);
  }

  private static JsonObject dropout(Layer.Dropout layer) {
    JsonObject dropout =
        typed(
            "org.deeplearning4j.nn.conf.dropout."
                + (layer.channels() ? "Spatial" : "")
                + "Dropout");
    put(dropout, "p", 1 - layer.rate());
    if (!layer.channels()) {
      put(dropout, "helperAllowFallback", true);
    }
    put(dropout, "pschedule", null);
    return dropout;
  }

  private JsonObject loss() {
    JsonObject loss = typed("org.nd4j.linalg.lossfunctions.impl.LossMCXENT");
    put(loss, "softmaxClipEps", 1e-10);
    List<Double> classWeights = settings.optimizer().classWeights();
    if (!classWeights.isEmpty()) {
      JsonObject weights = new JsonObject();
      put(weights, "dataType", "FLOAT");
      put(weights, "shape", List.of(1, classWeights.size()));
      put(weights, "data", classWeights.stream().map(Double::floatValue).toList());
      loss.add("weights", weights);
    }
    return loss;
  }

  /** Adds members. */
  private record Members(JsonObject json) {
    Members with(String name, Object value) {
      put(json, name, value);
      return this;
    }
  }

  private static Members plain(String kind, String name) {
    return new Members(typed(LAYERS + kind))
        .with("constraints", null)
        .with("gradientNormalization", "None")
        .with("gradientNormalizationThreshold", 0.0)
        .with("idropout", null)
        .with("layerName", name);
  }

  /** What DL4J says of layers that have, or might have, weights. */
  private Members trained(String kind, String name, String activation, String initial) {
    return plain(kind, name)
        .with("activationFn", typed(ACTIVATIONS + activation))
        .with("biasInit", 0.0)
        .with("biasUpdater", null)
        .with("gainInit", 1.0)
        .with("gradientNormalizationThreshold", 1.0)
        .with("iupdater", updater())
        .with("regularization", weightDecay())
        .with("regularizationBias", List.of())
        .with("timeDistributedFormat", null)
        .with("weightInitFn", typed("org.deeplearning4j.nn.weights.WeightInit" + initial))
        .with("weightNoise", null);
  }

  private Members convolution(String kind, String name, Window window, boolean bias) {
    return window(trained(kind, name, "Identity", "Relu"), window)
        .with("cudnnAlgoMode", "PREFER_FASTEST")
        .with("cudnnBwdDataAlgo", null)
        .with("cudnnBwdFilterAlgo", null)
        .with("cudnnFwdAlgo", null)
        .with("hasBias", bias);
  }

  private static Members window(Members layer, Window window) {
    return layer
        .with("cnn2dDataFormat", DATA)
        .with("convolutionMode", window.same() ? "Same" : "Truncate")
        .with("cudnnAllowFallback", true)
        .with("dilation", List.of(1, 1))
        .with("kernelSize", List.of(window.height(), window.width()))
        .with("padding", List.of(window.padY(), window.padX()))
        .with("stride", List.of(window.strideY(), window.strideX()));
  }

  private JsonObject updater() {
    OptimizerSettings optimizer = settings.optimizer();
    boolean adam = optimizer.method() == OptimizerSettings.Method.ADAM;
    JsonObject updater = typed("org.nd4j.linalg.learning.config." + (adam ? "Adam" : "Nesterovs"));
    if (adam) {
      put(updater, "beta1", Optimizer.ADAM_BETA1);
      put(updater, "beta2", Optimizer.ADAM_BETA2);
      put(updater, "epsilon", Optimizer.ADAM_EPSILON);
    }
    put(updater, "learningRate", settings.learningRate());
    if (!adam) {
      put(updater, "momentum", optimizer.momentum());
    }
    return updater;
  }

  /** Twice: DL4J's builder hands it to each layer twice, and takes it off twice. */
  private List<JsonObject> weightDecay() {
    double decay = settings.optimizer().weightDecay();
    if (decay == 0) {
      return List.of();
    }
    JsonObject coefficient = typed("org.nd4j.linalg.schedule.FixedSchedule");
    put(coefficient, "value", decay);
    JsonObject rule = typed("org.nd4j.linalg.learning.regularization.WeightDecay");
    put(rule, "applyLR", true);
    rule.add("coeff", coefficient);
    return List.of(rule, rule.deepCopy());
  }

  private static JsonObject typed(String type) {
    JsonObject object = new JsonObject();
    put(object, CLASS, type);
    return object;
  }

  private static void put(JsonObject object, String name, Object value) {
    object.add(name, json(value));
  }

  private static JsonElement json(Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    } else if (value instanceof JsonElement element) {
      return element;
    } else if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(each -> array.add(json(each)));
      return array;
    } else if (value instanceof Number number) {
      return new JsonPrimitive(number);
    } else if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    return new JsonPrimitive((String) value);
  }
}
