package dev.emotion.explain;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.Compute;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelSource;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Says where a network looked. The engine runs the network up to its last feature map; the layers
 * behind it are few, and computed here.
 *
 * <p>Where they only pool, and weigh what they pooled, a logit is a sum over the places of the map,
 * and what each place adds is its class activation map (B. Zhou et al., "Learning Deep Features for
 * Discriminative Localization", 2016), followed back through maximum pooling to the places that
 * won. Otherwise it is Grad-CAM (R. Selvaraju et al., 2017): the map's channels weighted by the
 * mean gradient of the logit, what is below 0 left out.
 *
 * <p>A logit is taken less the mean of all: a number added to every logit changes no probability,
 * so it must not change a map. The engine has one thread: more only wait for each other over a face
 * or two. Thread-safe; holds native memory until closed.
 */
public final class Explainer implements AutoCloseable {
  private final EmotionClasses classes;
  private final InputEncoder encoder;
  private final Shape map;
  private final NetworkEngine engine;
  private final Head head;

  private Explainer(ModelContents contents, int end) {
    NetworkSpec network = contents.manifest().network();
    float[] weights = contents.weights();
    this.classes = contents.manifest().classes();
    this.encoder = new InputEncoder(contents.manifest().input());
    this.map = network.shapes().get(network.layers().get(end - 1).name());
    NetworkSpec body = body(network, end);
    // The body's own weights come first; its output layer, which has any, is not asked for a thing.
    float[] bodyWeights = Arrays.copyOf(weights, Math.toIntExact(body.weights()));
    this.engine = NetworkEngine.of(body, bodyWeights, new Compute(1));
    this.head = new Head(network, end, weights);
  }

  /**
   * An explainer of a model.
   *
   * @param source the model
   * @return the explainer; the caller closes it
   * @throws ModelException if there is no such model, or its network has no last feature map
   */
  public static Explainer open(ModelSource source) {
    ModelContents contents = source.contents();
    return new Explainer(contents, end(contents.manifest().network(), source.typed()));
  }

  /**
   * Makes sure that a model can be explained, without its weights.
   *
   * @param source the model
   * @throws ModelException if there is no such model, or its network has no last feature map
   */
  public static void require(ModelSource source) {
    end(source.manifest().network(), source.typed());
  }

  /**
   * Where the head begins: behind the last map that all later layers take from, be it directly or
   * not, and before any pooling that follows it, for the finer map.
   */
  private static int end(NetworkSpec network, String model) {
    List<NetworkSpec.Node> layers = network.layers();
    Map<String, Shape> shapes = network.shapes();
    int end = layers.size() - 1;
    while (end > 0 && Head.knows(layers.get(end).layer())) {
      Layer last = layers.get(end - 1).layer();
      Shape shape = shapes.get(layers.get(end - 1).name());
      if (!shape.isRow()
          && !(last instanceof Layer.Pooling || last instanceof Layer.Dropout)
          && shape.length() <= Shape.MAX_CHANNELS
          && isOnlyWay(layers, end)) {
        return end;
      }
      end--;
    }
    throw new ModelException(
        model,
        "a network without a last feature map",
        "convolutions, then pooling or dense layers");
  }

  /** Whether the layers from an index on take nothing from before the one before it. */
  private static boolean isOnlyWay(List<NetworkSpec.Node> layers, int from) {
    List<String> before = layers.subList(0, from - 1).stream().map(NetworkSpec.Node::name).toList();
    return layers.subList(from, layers.size()).stream()
        .flatMap(node -> node.inputs().stream())
        .noneMatch(input -> before.contains(input) || input.equals(NetworkSpec.INPUT));
  }

  /** The layers up to the map, and its values as the row of features. */
  private static NetworkSpec body(NetworkSpec network, int end) {
    List<NetworkSpec.Node> layers = new ArrayList<>(network.layers().subList(0, end));
    String last = layers.get(end - 1).name();
    String row = freeName("row", layers);
    layers.add(new NetworkSpec.Node(row, new Layer.Flatten(), List.of(last)));
    layers.add(new NetworkSpec.Node(freeName("output", layers), new Layer.Output(2), List.of(row)));
    return new NetworkSpec(network.input(), layers);
  }

  private static String freeName(String wanted, List<NetworkSpec.Node> layers) {
    List<String> taken = layers.stream().map(NetworkSpec.Node::name).toList();
    return IntStream.rangeClosed(0, layers.size())
        .mapToObj(i -> wanted + i)
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The side of the faces it takes.
   *
   * @return width and height in pixels
   */
  public int side() {
    return encoder.side();
  }

  /**
   * Explains faces.
   *
   * @param faces any number of faces of {@link #side()} pixels
   * @return one explanation a face, in the same order
   */
  public synchronized List<Explanation> explain(List<FacePixels> faces) {
    return values(faces).stream().map(this::explanation).toList();
  }

  /** What each layer from the map on gives of each face. */
  List<Map<String, double[]>> values(List<FacePixels> faces) {
    List<Map<String, double[]>> values = new ArrayList<>(faces.size());
    for (int from = 0; from < faces.size(); from += FaceClassifier.MAX_BATCH) {
      int to = Math.min(from + FaceClassifier.MAX_BATCH, faces.size());
      for (float[] row : engine.features(encoder.values(faces.subList(from, to)))) {
        double[] features = new double[row.length];
        Arrays.setAll(features, i -> row[i]);
        values.add(head.forward(features));
      }
    }
    return values;
  }

  private Explanation explanation(Map<String, double[]> values) {
    double[] features = head.map(values);
    boolean exact = head.isSum();
    List<ActivationMap> maps =
        IntStream.range(0, classes.count())
            .mapToObj(label -> head.backward(values, lessMean(label)))
            .map(gradient -> exact ? activation(features, gradient) : gradCam(features, gradient))
            .toList();
    return new Explanation(classes, maps, exact);
  }

  private double[] lessMean(int label) {
    double[] factors = new double[classes.count()];
    Arrays.fill(factors, -1.0 / factors.length);
    factors[label] += 1;
    return factors;
  }

  private ActivationMap activation(double[] features, double[] gradient) {
    int area = map.height() * map.width();
    double[] cells = new double[area];
    for (int i = 0; i < features.length; i++) {
      cells[i % area] += features[i] * gradient[i];
    }
    return new ActivationMap(map.height(), map.width(), cells);
  }

  private ActivationMap gradCam(double[] features, double[] gradient) {
    int area = map.height() * map.width();
    double[] cells = new double[area];
    for (int channel = 0; channel < map.channels(); channel++) {
      double weight = 0;
      for (int place = 0; place < area; place++) {
        weight += gradient[channel * area + place] / area;
      }
      for (int place = 0; place < area; place++) {
        cells[place] += weight * features[channel * area + place];
      }
    }
    Arrays.setAll(cells, place -> Math.max(0, cells[place]));
    return new ActivationMap(map.height(), map.width(), cells);
  }

  @Override
  public synchronized void close() {
    engine.close();
  }
}
