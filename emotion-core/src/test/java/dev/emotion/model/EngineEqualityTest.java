package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.engine.Engine;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.testing.RandomFaces;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fast engine must compute what DL4J's own execution does. */
class EngineEqualityTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "vgg, 5, 0, 48",
    "vgg, 32, 0.2, 48",
    "vgg, 8, 0.4, 40",
    "wide, 3, 0.2, 32",
    "mini, 7, 0.3, 24",
    "mini, 16, 0, 48"
  })
  void answersLikeDl4j(String name, int width, double dropout, int side) {
    Path file = folder.resolve("model.zip");
    InputSpec input = new InputSpec(side, 120, 50);
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            input,
            new NetworkSettings(Architecture.of(name), width, dropout),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings sgd = new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 0, List.of());
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest, sgd, 3, Compute.on(Engine.FAST))) {
      // A few steps, so that means, variances, gammas and betas are no longer 0 and 1.
      for (int i = 0; i < 5; i++) {
        network.step(
            RandomFaces.of(14, side, i), List.of(0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6), 0, 0.1);
      }
      network.save(file, 1, Map.of(), 1);
    }
    try (EmotionModel plain = EmotionModel.open(ModelSource.of(file), Compute.on(Engine.PLAIN));
        EmotionModel fast = EmotionModel.load(file)) {
      for (int count : new int[] {1, 2, 5, 9, 33, 70, 3}) {
        List<FacePixels> faces = RandomFaces.of(count, side, 100 + count);
        List<EmotionScores> expected = plain.classify(faces);
        List<EmotionScores> found = fast.classify(faces);
        assertThat(found).hasSize(count);
        for (int i = 0; i < count; i++) {
          for (int c = 0; c < 7; c++) {
            assertThat(found.get(i).probability(c))
                .as("face %d of %d, class %d", i, count, c)
                .isCloseTo(expected.get(i).probability(c), within(1e-5));
          }
        }
      }
      assertThat(fast.classify(List.of())).isEmpty();
    }
  }

  /**
   * A hundred steps of both engines from the same start, on the same batches, dropout and last
   * partial batches included. Rounding differs, and where it flips a maximum or a ReLU, training
   * amplifies it: after 100 steps the weights may be apart by 1 % of the way that they have gone.
   */
  @ParameterizedTest
  @CsvSource({"vgg, 3", "wide, 2", "mini, 6"})
  void trainsLikeDl4j(String name, int width) {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            new InputSpec(24, 128, 64),
            new NetworkSettings(Architecture.of(name), width, 0.2),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings sgd =
        new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 1e-3, List.of());
    Map<Engine, float[]> weights = new EnumMap<>(Engine.class);
    float[] initial = null;
    for (Engine engine : List.of(Engine.FAST, Engine.PLAIN)) {
      try (TrainableNetwork network =
          TrainableNetwork.create(manifest, sgd, 5, Compute.on(engine))) {
        initial = network.weights();
        for (int step = 0; step < 100; step++) {
          int count = step % 10 == 9 ? 5 : 12;
          List<Integer> labels = new Random(step).ints(count, 0, 7).boxed().toList();
          network.seedDropout(step + 1); // 0 would be the time of day
          network.step(RandomFaces.of(count, 24, step), labels, 0.1, 1e-4);
        }
        weights.put(engine, network.weights());
      }
    }
    float[] plain = weights.get(Engine.PLAIN);
    assertThat(distance(weights.get(Engine.FAST), plain))
        .isPositive() // else one engine ran twice
        .isLessThan(0.01 * distance(plain, initial));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
