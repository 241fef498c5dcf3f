package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.onednn.Dl4jDropout;
import dev.emotion.reference.Dl4jNetwork;
import dev.emotion.testing.RandomFaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine must compute what DL4J's own execution does. */
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
    try (TrainableNetwork network = TrainableNetwork.create(manifest, sgd, 3, Compute.all())) {
      // A few steps, so that means, variances, gammas and betas are no longer 0 and 1.
      for (int i = 0; i < 5; i++) {
        network.step(
            RandomFaces.of(14, side, i), List.of(0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6), 0, 0.1);
      }
      network.save(file, 1, Map.of(), 1);
    }
    try (NetworkClassifier plain =
            new NetworkClassifier(
                Dl4jNetwork.of(manifest.network(), ModelFile.read(ModelSource.of(file)).weights()),
                new InputEncoder(input),
                manifest.classes(),
                1);
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
   * A hundred steps of both from the same start, on the same batches, dropout and last partial
   * batches included. Rounding differs, and where it flips a maximum or a ReLU, training amplifies
   * it: after 100 steps the weights may be apart by 1 % of the way that they have gone.
   */
  @ParameterizedTest
  @CsvSource({"vgg, 3, SGD", "wide, 2, SGD", "mini, 6, SGD", "mini, 6, ADAM"})
  void trainsLikeDl4j(String name, int width, OptimizerSettings.Method method) {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            new InputSpec(24, 128, 64),
            new NetworkSettings(Architecture.of(name), width, 0.2),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    NetworkSpec spec = manifest.network();
    List<Double> classWeights = List.of(1.0, 2.0, 0.5, 1.0, 1.0, 1.0, 1.5);
    OptimizerSettings settings = new OptimizerSettings(method, 0.9, 1e-2, classWeights);
    double rate = method == OptimizerSettings.Method.SGD ? 1e-4 : 1e-5;
    InputEncoder encoder = new InputEncoder(manifest.input());
    try (TrainableNetwork ours = TrainableNetwork.create(manifest, settings, 5, Compute.all());
        Dl4jNetwork theirs = Dl4jNetwork.of(spec, ours.weights(), settings, rate)) {
      float[] initial = ours.weights();
      for (int step = 0; step < 100; step++) {
        int count = step % 10 == 9 ? 5 : 12;
        List<Integer> labels = new Random(step).ints(count, 0, 7).boxed().toList();
        List<FacePixels> faces = RandomFaces.of(count, 24, step);
        ours.seedDropout(step);
        ours.step(faces, labels, 0.1, rate);
        Dl4jDropout.seed(theirs.graph(), spec, step);
        theirs.fit(
            encoder.values(faces),
            labels.stream()
                .map(label -> TrainableNetwork.target(label, 7, 0.1))
                .toArray(double[][]::new));
      }
      assertThat(distance(ours.weights(), theirs.weights()))
          .isLessThan(0.01 * distance(theirs.weights(), initial));
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
