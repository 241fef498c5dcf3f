package dev.emotion.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.network.InputSpec;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.testing.RandomFaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainerTest {
  private static final int CLASSES = 3;

  @TempDir Path folder;

  private static NetworkSpec.Node node(String name, Layer layer, String... inputs) {
    return new NetworkSpec.Node(name, layer, List.of(inputs));
  }

  /** Convolution and ReLU, then these layers one after the other, and the output. */
  private static NetworkSpec network(Layer... head) {
    List<NetworkSpec.Node> nodes = new ArrayList<>();
    nodes.add(node("conv", new Layer.Convolution(Window.same(3, 2), 4, true), "pixels"));
    nodes.add(node("relu", new Layer.Relu(), "conv"));
    String last = "relu";
    for (Layer layer : head) {
      String name = "row" + nodes.size(); // as the explainer would call one of its own
      nodes.add(node(name, layer, last));
      last = name;
    }
    nodes.add(node("output", new Layer.Output(CLASSES), last));
    return new NetworkSpec(new Shape(16, 16, 1), nodes);
  }

  private static Layer max(int size, int stride) {
    return new Layer.Pooling(Layer.Pooling.Kind.MAX, Window.same(size, stride));
  }

  private static float[] weights(NetworkSpec network, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[(int) network.weights()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 0.5f * (float) random.nextGaussian();
    }
    return weights;
  }

  private ModelSource model(NetworkSpec network) {
    Path file = folder.resolve("model.zip");
    ModelManifest manifest =
        new ModelManifest(
            new EmotionClasses(List.of("a", "b", "c")),
            new InputSpec(16, 128, 64),
            network,
            Optional.empty(),
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            1);
    new ModelContents(manifest, weights(network, 7)).write(file);
    return ModelSource.of(file);
  }

  /** What all cells say, and the biases, is what the network says. */
  private static void assertExact(ModelSource source) {
    ModelContents contents = source.contents();
    NetworkSpec network = contents.manifest().network();
    float[] bias = contents.weights(network.output().name(), "b");
    double temperature = contents.manifest().temperature();
    List<FacePixels> faces = RandomFaces.of(3, contents.manifest().input().side(), 5);
    try (EmotionModel model = EmotionModel.open(source, Compute.all());
        Explainer explainer = Explainer.open(source)) {
      List<EmotionScores> scores = model.classify(faces);
      List<Explanation> explanations = explainer.explain(faces);
      for (int i = 0; i < faces.size(); i++) {
        assertThat(explanations.get(i).exact()).isTrue();
        List<ActivationMap> maps = explanations.get(i).maps();
        for (int c = 1; c < maps.size(); c++) {
          double said =
              temperature * Math.log(scores.get(i).probability(c) / scores.get(i).probability(0));
          assertThat(maps.get(c).sum() - maps.get(0).sum() + bias[c] - bias[0])
              .isCloseTo(said, within(1e-3));
        }
      }
    }
  }

  @Test
  void theCellsOfTheBundledModelAddUpToItsAnswer() {
    assertExact(ModelSource.of(ModelSource.BUNDLED));
  }

  @Test
  void theMapIsTheOneBeforeTheLastPooling() {
    try (Explainer explainer = Explainer.open(ModelSource.of(ModelSource.BUNDLED))) {
      ActivationMap map = explainer.explain(RandomFaces.of(1, 48, 1)).get(0).maps().get(0);
      assertThat(List.of(map.width(), map.height())).containsExactly(6, 6);
    }
  }

  @Test
  void headsThatOnlyPoolAndWeighAreExact() {
    Layer flatten = new Layer.Flatten();
    for (NetworkSpec network :
        List.of(
            network(new Layer.GlobalMean()),
            network(max(3, 2), new Layer.GlobalMax(), new Layer.Dropout(0.5, false)),
            network(new Layer.Pooling(Layer.Pooling.Kind.MEAN, Window.same(3, 2)), flatten))) {
      assertExact(model(network));
    }
  }

  @Test
  void otherHeadsGetGradCamWhichSaysNothingAgainstAClass() {
    NetworkSpec network =
        network(max(2, 2), new Layer.Flatten(), new Layer.Dense(9, true), new Layer.Relu());
    try (Explainer explainer = Explainer.open(model(network))) {
      Explanation explanation = explainer.explain(RandomFaces.of(1, 16, 1)).get(0);
      assertThat(explanation.exact()).isFalse();
      double most = 0;
      for (ActivationMap map : explanation.maps()) {
        for (int i = 0; i < 64; i++) {
          assertThat(map.get(i % 8, i / 8)).isNotNegative();
          most = Math.max(most, map.get(i % 8, i / 8));
        }
      }
      assertThat(most).isPositive();
    }
  }

  /** All kinds of layers that a head may have, with a branch. */
  private static NetworkSpec everything() {
    List<NetworkSpec.Node> nodes = new ArrayList<>();
    nodes.add(node("conv", new Layer.Convolution(Window.same(3, 2), 4, true), "pixels"));
    nodes.add(node("norm", new Layer.BatchNorm(1e-3, 0.9), "conv"));
    nodes.add(node("elu", new Layer.Elu(), "norm"));
    nodes.add(node("max", max(3, 2), "elu"));
    nodes.add(
        node(
            "mean",
            new Layer.Pooling(Layer.Pooling.Kind.MEAN, new Window(3, 2, 1, 2, 1, 0, false)),
            "max"));
    nodes.add(node("leaky", new Layer.LeakyRelu(0.3), "mean"));
    nodes.add(node("flat", new Layer.Flatten(), "leaky"));
    nodes.add(node("dense1", new Layer.Dense(5, true), "flat"));
    nodes.add(node("relu6", new Layer.Relu6(), "dense1"));
    nodes.add(node("norm2", new Layer.BatchNorm(1e-3, 0.9), "relu6"));
    nodes.add(node("sum", new Layer.Add(), "norm2", "dense1"));
    nodes.add(node("globalmean", new Layer.GlobalMean(), "max"));
    nodes.add(node("globalmax", new Layer.GlobalMax(), "elu"));
    nodes.add(node("all", new Layer.Concatenation(), "sum", "globalmean", "globalmax"));
    nodes.add(node("dense2", new Layer.Dense(6, false), "all"));
    nodes.add(node("relu", new Layer.Relu(), "dense2"));
    nodes.add(node("dropout", new Layer.Dropout(0.5, false), "relu"));
    nodes.add(node("output", new Layer.Output(CLASSES), "dropout"));
    return new NetworkSpec(new Shape(16, 16, 1), nodes);
  }

  @Test
  void theHeadAnswersAsTheEngineDoesAndItsGradientIsThatOfSmallSteps() {
    NetworkSpec network = everything();
    float[] weights = weights(network, 3);
    Head head = new Head(network, 3, weights);
    double[] map = new double[8 * 8 * 4];
    Random random = new Random(2);
    for (int i = 0; i < map.length; i++) {
      map[i] = random.nextGaussian();
    }
    double[] factors = {0.5, -2, 1.5};
    double[] gradient = head.backward(head.forward(map), factors);
    double step = 1e-6;
    for (int i = 0; i < map.length; i++) {
      double before = map[i];
      map[i] = before + step;
      double above = weighted(head, map, factors);
      map[i] = before - step;
      double below = weighted(head, map, factors);
      map[i] = before;
      assertThat(gradient[i]).as("%d", i).isCloseTo((above - below) / (2 * step), within(1e-5));
    }
    assertThat(head.isSum()).isFalse();
  }

  private static double weighted(Head head, double[] map, double[] factors) {
    double[] logits = head.forward(map).get("output");
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      sum += factors[c] * logits[c];
    }
    return sum;
  }

  @Test
  void theHeadGivesTheLogitsOfTheWholeNetwork() {
    ModelSource source = model(everything());
    List<FacePixels> faces = RandomFaces.of(2, 16, 3);
    try (EmotionModel model = EmotionModel.open(source, Compute.all());
        Explainer explainer = Explainer.open(source)) {
      List<Map<String, double[]>> values = explainer.values(faces);
      for (int i = 0; i < faces.size(); i++) {
        EmotionScores said = model.classify(faces).get(i);
        double[] logits = values.get(i).get("output");
        for (int c = 1; c < CLASSES; c++) {
          assertThat(logits[c] - logits[0])
              .isCloseTo(Math.log(said.probability(c) / said.probability(0)), within(1e-3));
        }
      }
    }
  }

  @Test
  void refusesNetworksWithoutALastFeatureMap() {
    NetworkSpec dense =
        new NetworkSpec(
            new Shape(16, 16, 1),
            List.of(
                node("flat", new Layer.Flatten(), "pixels"),
                node("output", new Layer.Output(CLASSES), "flat")));
    NetworkSpec branches =
        new NetworkSpec(
            new Shape(16, 16, 1),
            List.of(
                node("left", new Layer.Convolution(Window.same(3, 2), 4, true), "pixels"),
                node("right", new Layer.Convolution(Window.same(5, 2), 4, true), "pixels"),
                node("mean", new Layer.GlobalMean(), "left"),
                node("most", new Layer.GlobalMax(), "right"),
                node("both", new Layer.Concatenation(), "mean", "most"),
                node("output", new Layer.Output(CLASSES), "both")));
    for (NetworkSpec network : List.of(dense, branches)) {
      ModelSource source = model(network);
      assertThatThrownBy(() -> Explainer.open(source))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("without a last feature map");
      assertThatThrownBy(() -> Explainer.require(source))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("without a last feature map");
    }
  }
}
