package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.reference.Dl4jDefinition;
import dev.emotion.reference.Dl4jNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Small networks, one for each thing that the engine can do; 11 by 7 pixels, 3 classes. */
public final class TestNetworks {
  static final int HEIGHT = 11;
  static final int WIDTH = 7;
  static final int CLASSES = 3;

  /** All networks. */
  public static final List<String> NAMES =
      List.of(
          "block",
          "valid",
          "padded",
          "one column",
          "bias",
          "max pool",
          "mean pool",
          "residual",
          "dropout",
          "spatial dropout",
          "dense",
          "norm settings",
          "norm first",
          "pool first",
          "class weights",
          "two relu",
          "separable",
          "depthwise first",
          "depthwise bias",
          "pointwise",
          "pointwise first",
          "global max",
          "flatten",
          "flatten first",
          "padding",
          "concatenation");

  /** Networks that end in a row of features of their own. */
  private static final Set<String> ROWS =
      Set.of("dense", "dropout", "global max", "flatten", "flatten first", "concatenation");

  private static final Shape FACE = new Shape(HEIGHT, WIDTH, 2);

  private TestNetworks() {}

  /** Factors of the loss; none for most networks. */
  public static List<Double> classWeights(String name) {
    return name.equals("class weights") ? List.of(0.5, 2.0, 1.0) : List.of();
  }

  /** The network in DL4J's terms. */
  static ComputationGraph create(String name, DataType type, long seed) {
    Dl4jNetwork.load();
    ComputationGraph network =
        new ComputationGraph(
            Dl4jDefinition.of(
                spec(name),
                new Dl4jDefinition.Training(
                    new Nesterovs(0.05, 0.9), 1e-3, classWeights(name), seed),
                type));
    network.init();
    network.initGradientsView();
    return network;
  }

  /** The network of a name. */
  public static NetworkSpec spec(String name) {
    Builder graph = new Builder();
    String last = NetworkSpec.INPUT;
    switch (name) {
      case "block" -> {
        last = graph.chain(last, conv(3, 4), norm(), relu(), max(2, 2));
        last = graph.chain(last, conv(3, 6), norm(), relu(), max(2, 2));
      }
      case "valid" ->
          last =
              graph.chain(
                  last,
                  conv(new Window(3, 2, 2, 1, 0, 0, false), 4),
                  norm(),
                  relu(),
                  conv(new Window(2, 3, 1, 2, 0, 0, false), 5),
                  relu());
      case "padded" ->
          last =
              graph.chain(
                  last,
                  conv(new Window(3, 3, 2, 2, 1, 1, false), 4),
                  norm(),
                  relu(),
                  conv(new Window(5, 3, 2, 1, 0, 0, true), 5),
                  norm());
      case "one column" -> // of one channel, which oneDNN 3.11 gets wrong with AVX-512
          last = graph.chain(last, conv(1, 1), conv(new Window(3, 5, 1, 7, 1, 0, false), 16));
      case "bias" ->
          last =
              graph.chain(
                  last,
                  new Layer.Convolution(Window.same(3, 1), 4, true),
                  relu(),
                  norm(),
                  new Layer.Convolution(Window.same(1, 1), 5, true),
                  relu());
      case "max pool" ->
          last = graph.chain(last, conv(3, 4), max(3, 2), conv(3, 4), relu(), max(2, 1));
      case "mean pool" -> last = graph.chain(last, conv(3, 4), mean(3, 2), norm(), mean(2, 2));
      case "residual" -> {
        String start = graph.chain(last, conv(3, 4), norm(), relu());
        String branch = graph.chain(start, conv(3, 4), norm(), relu(), conv(3, 4), norm());
        String middle = graph.chain(graph.sum(start, branch), relu(), max(2, 2));
        String left = graph.chain(middle, conv(3, 4), norm());
        String right = graph.chain(middle, norm());
        last = graph.sum(left, right, middle);
      }
      case "dropout" ->
          last =
              graph.chain(
                  last, conv(3, 6), relu(), new Layer.GlobalMean(), new Layer.Dropout(0.4, false));
      case "spatial dropout" ->
          last =
              graph.chain(
                  last, conv(3, 6), relu(), new Layer.Dropout(0.3, true), conv(3, 5), norm());
      case "dense" ->
          last =
              graph.chain(
                  last,
                  conv(3, 6),
                  relu(),
                  new Layer.GlobalMean(),
                  new Layer.Dense(8, true),
                  relu(),
                  new Layer.Dense(5, false));
      case "norm settings" ->
          last = graph.chain(last, conv(3, 4), new Layer.BatchNorm(1e-3, 0.8), relu());
      case "norm first" -> last = graph.chain(last, norm(), relu(), conv(3, 4), relu());
      case "pool first" -> last = graph.chain(last, max(2, 2), conv(3, 4), norm(), relu());
      case "class weights" -> last = graph.chain(last, conv(3, 4), norm(), relu());
      case "two relu" -> last = graph.chain(last, conv(3, 4), relu(), relu(), norm());
      case "separable" -> {
        last = graph.chain(last, conv(3, 4), relu(), depthwise(Window.same(3, 1), 1));
        last = graph.chain(last, conv(1, 6), norm(), relu(), max(3, 2));
        last = graph.chain(last, depthwise(new Window(3, 2, 2, 1, 1, 0, false), 2), norm());
        last = graph.chain(last, conv(1, 5), norm(), relu());
      }
      case "depthwise first" ->
          last = graph.chain(last, depthwise(Window.same(3, 2), 3), norm(), relu(), conv(1, 4));
      case "depthwise bias" -> {
        last =
            graph.chain(last, new Layer.DepthwiseConvolution(Window.same(3, 2), 2, true), relu());
        last =
            graph.chain(last, new Layer.DepthwiseConvolution(Window.same(3, 1), 1, true), norm());
      }
      case "pointwise" -> { // a slope of few digits: DL4J rounds it to single precision
        last = graph.chain(last, conv(3, 4), new Layer.Relu6(), conv(3, 4));
        last = graph.chain(last, norm(), new Layer.LeakyRelu(0.25), conv(3, 4));
        last = graph.chain(last, new Layer.Elu(), conv(3, 5), norm(), new Layer.Elu());
      }
      case "pointwise first" -> last = graph.chain(last, new Layer.LeakyRelu(0.1), conv(3, 4));
      case "global max" ->
          last = graph.chain(last, conv(3, 6), relu(), norm(), new Layer.GlobalMax());
      case "flatten" -> {
        last = graph.chain(last, conv(3, 4), norm(), relu(), max(2, 2), new Layer.Flatten());
        last = graph.chain(last, norm(), new Layer.Dense(6, true), relu(), norm());
      }
      case "flatten first" -> last = graph.chain(last, new Layer.Flatten());
      case "padding" -> {
        last = graph.chain(last, new Layer.ZeroPadding(2, 1, 0, 3), conv(3, 4), norm(), relu());
        last = graph.chain(last, new Layer.ZeroPadding(0, 1, 0, 1));
        last = graph.chain(last, conv(new Window(3, 3, 2, 2, 0, 0, false), 5));
      }
      case "concatenation" -> {
        String left = graph.chain(last, conv(3, 4), norm(), relu());
        String right = graph.chain(left, conv(3, 5));
        String both = graph.add(new Layer.Concatenation(), left, last, right);
        last = graph.chain(both, conv(1, 4), relu());
        String mean = graph.chain(last, new Layer.GlobalMean());
        String most = graph.chain(last, new Layer.GlobalMax());
        last = graph.add(new Layer.Concatenation(), mean, most);
      }
      default -> throw new IllegalArgumentException(name);
    }
    if (!ROWS.contains(name)) {
      last = graph.chain(last, new Layer.GlobalMean());
    }
    graph.chain(last, new Layer.Output(CLASSES));
    return new NetworkSpec(FACE, graph.layers);
  }

  private static final class Builder {
    final List<NetworkSpec.Node> layers = new ArrayList<>();

    private String add(Layer layer, String... from) {
      String name = layer.getClass().getSimpleName() + layers.size();
      layers.add(new NetworkSpec.Node(name, layer, List.of(from)));
      return name;
    }

    String chain(String from, Layer... chain) {
      String last = from;
      for (Layer layer : chain) {
        last = add(layer, last);
      }
      return last;
    }

    String sum(String... from) {
      return add(new Layer.Add(), from);
    }
  }

  private static Layer conv(int size, int channels) {
    return conv(Window.same(size, 1), channels);
  }

  private static Layer conv(Window window, int channels) {
    return new Layer.Convolution(window, channels, false);
  }

  private static Layer depthwise(Window window, int multiplier) {
    return new Layer.DepthwiseConvolution(window, multiplier, false);
  }

  private static Layer norm() {
    return new Layer.BatchNorm(1e-5, 0.9);
  }

  private static Layer relu() {
    return new Layer.Relu();
  }

  private static Layer max(int size, int stride) {
    return new Layer.Pooling(Layer.Pooling.Kind.MAX, Window.same(size, stride));
  }

  private static Layer mean(int size, int stride) {
    return new Layer.Pooling(Layer.Pooling.Kind.MEAN, Window.same(size, stride));
  }

  /** Weights beside a network's own: DL4J's softmax would else be 0 or 1, which any logits give. */
  static float[] weights(ComputationGraph network, Random random) {
    float[] weights = network.params().toFloatVector();
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.05 * random.nextGaussian());
    }
    return weights;
  }

  /** The values of [count, height, width, 2]. */
  static float[] images(int count, Random random) {
    float[] values = new float[count * HEIGHT * WIDTH * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    return values;
  }
}
