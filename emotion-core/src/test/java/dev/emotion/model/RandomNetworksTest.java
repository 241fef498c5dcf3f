package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.engine.Compute;
import dev.emotion.engine.InitialWeights;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.onednn.TrainingPlan;
import dev.emotion.reference.Dl4jNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a spec lets through, both engines compute: forward alike, and backward without harm. The
 * networks are random; a size that native code gets wrong would end the JVM.
 */
public class RandomNetworksTest {
  private static final int SIDE = 16;
  private static final int NETWORKS = Integer.getInteger("emotion.networks", 40);
  private static final int FACES = 3;
  private static final int CLASSES = 3;

  @Test
  void whatIsLetThroughIsComputed() {
    Dl4jNetwork.load();
    Random random = new Random(Long.getLong("emotion.fuzz.seed", 1));
    int computed = 0;
    int compared = 0;
    for (int i = 0; i < NETWORKS; i++) {
      NetworkSpec spec;
      try {
        spec = randomNetwork(random);
      } catch (IllegalArgumentException e) {
        continue; // it doesn't fit together
      }
      compute(spec, random);
      computed++;
      compared += isWrongInDl4j(spec) ? 0 : 1;
    }
    assertThat(computed).isGreaterThan(NETWORKS / 3);
    assertThat(compared).isGreaterThan(computed / 3);
  }

  private static void compute(NetworkSpec spec, Random random) {
    float[] faces = new float[FACES * SIDE * SIDE];
    for (int i = 0; i < faces.length; i++) {
      faces[i] = (float) random.nextGaussian();
    }
    OptimizerSettings sgd = new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 0, List.of());
    Dl4jSettings settings = Dl4jSettings.of(sgd, random.nextInt());
    float[] weights = InitialWeights.of(spec, random.nextInt());
    String json = settings.json(spec);
    assertThat(Dl4jSettings.read(json, spec, "test")).isEqualTo(settings);
    try (NetworkEngine plain = Dl4jNetwork.of(spec, weights);
        NetworkEngine fast = NetworkEngine.of(spec, weights, Compute.all())) {
      double[][] expected = plain.probabilities(faces);
      double[][] found = fast.probabilities(faces);
      assertThat(found).hasDimensions(FACES, CLASSES);
      for (int face = 0; face < FACES && !isWrongInDl4j(spec); face++) {
        for (int c = 0; c < CLASSES; c++) {
          assertThat(found[face][c]).as(json).isCloseTo(expected[face][c], within(1e-3));
        }
      }
    }
    double[][] targets = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    try (TrainingPlan training = TrainingPlan.of(spec, List.of(), Precision.FP32)) {
      assertThat(training.gradient(weights, faces, targets, new float[weights.length]))
          .hasDimensions(FACES, CLASSES);
    }
  }

  /** DL4J computes an activation in place, even on what a concatenation takes as well. */
  private static boolean isWrongInDl4j(NetworkSpec spec) {
    Map<String, NetworkSpec.Node> nodes =
        spec.layers().stream().collect(Collectors.toMap(NetworkSpec.Node::name, node -> node));
    return spec.layers().stream()
        .filter(node -> node.layer() instanceof Layer.Concatenation)
        .anyMatch(
            node ->
                node.inputs().stream()
                    .map(nodes::get)
                    .filter(from -> from != null && from.layer() instanceof Layer.LeakyRelu)
                    .anyMatch(from -> node.inputs().contains(from.inputs().get(0))));
  }

  /**
   * A network of a few layers for three classes.
   *
   * @param random chooses them
   * @return the network
   * @throws IllegalArgumentException if they don't fit together, as is often
   */
  public static NetworkSpec randomNetwork(Random random) {
    List<NetworkSpec.Node> nodes = new ArrayList<>();
    String last = NetworkSpec.INPUT;
    int layers = 1 + random.nextInt(6);
    for (int i = 0; i < layers; i++) {
      nodes.add(node("layer" + i, randomLayer(random), last));
      last = "layer" + i;
      if (random.nextInt(4) == 0) {
        nodes.add(node("branch" + i, new Layer.BatchNorm(1e-5, 0.9), last));
        nodes.add(node("sum" + i, new Layer.Add(), last, "branch" + i));
        last = "sum" + i;
      } else if (random.nextInt(4) == 0) {
        nodes.add(node("branch" + i, new Layer.LeakyRelu(0.2), last));
        nodes.add(node("both" + i, new Layer.Concatenation(), last, "branch" + i));
        last = "both" + i;
      }
    }
    Layer features =
        switch (random.nextInt(3)) {
          case 0 -> new Layer.GlobalMax();
          case 1 -> new Layer.Flatten();
          default -> new Layer.GlobalMean();
        };
    nodes.add(node("features", features, last));
    last = "features";
    if (random.nextBoolean()) {
      nodes.add(node("dense", new Layer.Dense(5, random.nextBoolean()), last));
      nodes.add(node("rectified", new Layer.Relu(), "dense"));
      last = "rectified";
    }
    nodes.add(node("output", new Layer.Output(CLASSES), last));
    return new NetworkSpec(new Shape(SIDE, SIDE, 1), nodes);
  }

  private static NetworkSpec.Node node(String name, Layer layer, String... inputs) {
    return new NetworkSpec.Node(name, layer, List.of(inputs));
  }

  private static Layer randomLayer(Random random) {
    boolean same = random.nextBoolean();
    int height = 1 + random.nextInt(7);
    int width = 1 + random.nextInt(7);
    Window window =
        new Window(
            height,
            width,
            1 + random.nextInt(3) / 2,
            1 + random.nextInt(3) * random.nextInt(2),
            same ? 0 : random.nextInt(height),
            same ? 0 : random.nextInt(width),
            same);
    return switch (random.nextInt(13)) {
      case 0, 1, 2 -> new Layer.Convolution(window, 1 + random.nextInt(9), random.nextBoolean());
      case 3 -> new Layer.Pooling(Layer.Pooling.Kind.MAX, window);
      case 4 -> new Layer.Pooling(Layer.Pooling.Kind.MEAN, window);
      case 5 -> new Layer.BatchNorm(1e-5, 0.9);
      case 6 -> new Layer.Dropout(0.5, random.nextBoolean());
      case 7 -> new Layer.DepthwiseConvolution(window, 1 + random.nextInt(3), random.nextBoolean());
      case 8 -> new Layer.Relu6();
      case 9 -> new Layer.LeakyRelu(random.nextDouble());
      case 10 -> new Layer.Elu();
      case 11 ->
          new Layer.ZeroPadding(
              random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
      default -> new Layer.Relu();
    };
  }
}
