package dev.emotion.export;

import dev.emotion.EmotionClasses;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.RandomNetworksTest;
import dev.emotion.network.InputSpec;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Models with weights that no training gave. */
final class RandomModel {
  private RandomModel() {}

  /**
   * A network for three classes with random weights, encoding and temperature.
   *
   * @param network for square faces
   * @param random chooses
   */
  static ModelContents of(NetworkSpec network, Random random) {
    ModelManifest manifest =
        new ModelManifest(
            new EmotionClasses(List.of("awake", "bored, or \"tired\"", "böse")),
            new InputSpec(network.input().width(), random.nextInt(200), 20 + random.nextInt(200)),
            network,
            Optional.empty(),
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            0.5 + 2 * random.nextDouble());
    float[] weights = new float[(int) network.weights()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 0.4f * (float) random.nextGaussian();
    }
    return new ModelContents(manifest, weights);
  }

  /**
   * A network of random layers.
   *
   * @param random chooses
   * @return empty where they don't fit together, or the engine has no answer to compare with
   */
  static Optional<NetworkSpec> network(Random random) {
    try {
      return Optional.of(RandomNetworksTest.randomNetwork(random))
          .filter(network -> !OnnxFileTest.leavesPixelsOut(network));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A network whose maps of one pixel are taken for rows, and the other way round. */
  static NetworkSpec rowsAndMapsOfOnePixel() {
    return new NetworkSpec(
        new Shape(16, 16, 1),
        List.of(
            node("first", new Layer.Convolution(Window.same(7, 8), 4, true), "pixels"),
            node(
                "single",
                new Layer.Convolution(new Window(2, 2, 1, 1, 0, 0, false), 5, true),
                "first"),
            node("mean", new Layer.GlobalMean(), "single"),
            node("dense", new Layer.Dense(5, false), "single"),
            node("norm", new Layer.BatchNorm(1e-3, 0.9), "dense"),
            node("dropout", new Layer.Dropout(0.5, true), "norm"),
            node("sum", new Layer.Add(), "mean", "dropout", "single"),
            node("again", new Layer.Convolution(Window.same(3, 1), 6, false), "sum"),
            node("each", new Layer.DepthwiseConvolution(Window.same(3, 1), 2, true), "again"),
            node("again.mean", new Layer.GlobalMean(), "each"),
            node("probabilities", new Layer.Output(3), "again.mean")));
  }

  private static NetworkSpec.Node node(String name, Layer layer, String... inputs) {
    return new NetworkSpec.Node(name, layer, List.of(inputs));
  }
}
