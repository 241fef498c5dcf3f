package dev.emotion.export;

import dev.emotion.EmotionClasses;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSpec;
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
}
