package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import dev.emotion.network.Shape;
import dev.emotion.onednn.OneDnn;
import dev.emotion.reference.Dl4jNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainableNetworkTest {
  private static final OptimizerSettings ADAM =
      new OptimizerSettings(OptimizerSettings.Method.ADAM, 0, 1e-4, List.of());
  private static final OptimizerSettings SGD =
      new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 1e-4, List.of());

  @TempDir Path folder;

  private static ModelManifest manifest(EmotionClasses classes, double dropout) {
    return manifest(classes, new NetworkSettings(Architecture.MINI, 4, dropout));
  }

  private static ModelManifest manifest(EmotionClasses classes, NetworkSettings network) {
    return new ModelManifest(
        classes,
        InputSpec.DEFAULT,
        network,
        0,
        new TreeMap<>(Map.of("data", "made by the test")),
        new TreeMap<>());
  }

  /** Faces whose class is the brighter corner: learnable in a few steps. */
  private static List<FacePixels> faces(int count, long seed) {
    Random random = new Random(seed);
    List<FacePixels> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] grey = new byte[48 * 48];
      random.nextBytes(grey);
      for (int p = 0; p < grey.length; p++) {
        grey[p] = (byte) ((grey[p] & 0xFF) / 4 + (p / 48 / 7 == i % 7 ? 150 : 0));
      }
      faces.add(FacePixels.of(48, grey));
    }
    return faces;
  }

  private static List<Integer> labels(int count) {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(i % 7);
    }
    return labels;
  }

  private static void train(TrainableNetwork network, int steps, double rate) {
    for (int i = 0; i < steps; i++) {
      network.step(faces(21, i), labels(21), 0.1, rate);
    }
  }

  @Test
  void learnsWhatItIsShown() {
    for (OptimizerSettings optimizer : List.of(ADAM, SGD)) {
      try (TrainableNetwork network =
          TrainableNetwork.create(
              manifest(EmotionClasses.FER2013, 0.2), optimizer, 1, Compute.all())) {
        StepResult first = network.step(faces(21, 99), labels(21), 0, 0.01);
        train(network, 40, 0.01);
        StepResult last = network.step(faces(21, 99), labels(21), 0, 0.01);
        assertThat(last.loss()).isLessThan(first.loss() / 2);
        assertThat(last.correct()).isGreaterThan(18);
        List<EmotionScores> scores = network.classify(faces(7, 123));
        assertThat(scores.get(3).best()).isEqualTo(3);
      }
    }
  }

  /** Faces not seen in training, answered in float32 by the weights that either learned. */
  @Test
  void bothPrecisionsLearnAlike() {
    assumeTrue(OneDnn.multiplies(Precision.BF16), "skipped: this CPU doesn't multiply bfloat16");
    double exact = lossAfter40Steps(Precision.FP32);
    double rough = lossAfter40Steps(Precision.BF16);
    assertThat(exact).isLessThan(0.5);
    assertThat(rough).isCloseTo(exact, withinPercentage(20)).isNotEqualTo(exact);
  }

  private static double lossAfter40Steps(Precision precision) {
    try (TrainableNetwork network =
        TrainableNetwork.create(
            manifest(EmotionClasses.FER2013, 0.2), SGD, 1, new Compute(2, precision))) {
      train(network, 40, 0.01);
      return logLoss(network.classify(faces(70, 123)));
    }
  }

  @Test
  void aRateOfZeroLeavesTheWeightsAlone() {
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), SGD, 1, Compute.all())) {
      double before = network.step(faces(21, 5), labels(21), 0, 0).loss();
      assertThat(network.step(faces(21, 5), labels(21), 0, 0).loss()).isEqualTo(before);
      network.step(faces(21, 5), labels(21), 0, 0.01);
      assertThat(network.step(faces(21, 5), labels(21), 0, 0).loss()).isNotEqualTo(before);
    }
  }

  @Test
  void saysWhenAStepBrokeTheWeights() {
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), SGD, 1, Compute.all())) {
      assertThat(network.isFinite()).isTrue();
      network.step(faces(21, 5), labels(21), 0, Double.POSITIVE_INFINITY);
      assertThat(network.isFinite()).isFalse();
    }
  }

  @Test
  void anAverageIsWhatAnswersAndIsSaved() {
    Path file = folder.resolve("average.zip");
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0.2), SGD, 1, Compute.all())) {
      train(network, 3, 0.01);
      float[] first = network.weights();
      network.average(0.75);
      train(network, 3, 0.01);
      float[] second = network.weights();
      network.average(0.75);
      List<EmotionScores> answers = network.classify(faces(9, 50));
      assertThat(network.weights()).isEqualTo(second);
      network.save(file, 1, Map.of(), 1);
      try (EmotionModel model = EmotionModel.load(file)) {
        float[] saved = ModelFile.read(ModelSource.of(file)).weights();
        assertThat(saved).hasSameSizeAs(first);
        for (int i = 0; i < saved.length; i++) {
          assertThat(saved[i]).isCloseTo(0.75f * first[i] + 0.25f * second[i], within(1e-5f));
        }
        assertThat(model.classify(faces(9, 50))).isEqualTo(answers);
      }
    }
  }

  @Test
  void aShareOfTheBaseIsInWhatAnswersAndIsSaved() {
    Path base = folder.resolve("base.zip");
    Path file = folder.resolve("mixed.zip");
    ModelManifest manifest = manifest(EmotionClasses.FER2013, 0.2);
    float[] before;
    try (TrainableNetwork network = TrainableNetwork.create(manifest, SGD, 1, Compute.all())) {
      train(network, 3, 0.01);
      before = network.weights();
      network.save(base, 1, Map.of(), 1);
    }
    ModelSource source = ModelSource.of(base);
    try (TrainableNetwork network =
        TrainableNetwork.fineTune(source, manifest, SGD, 2, Compute.all())) {
      network.mixIn(source, 0.25);
      network.classify(faces(9, 50));
      train(network, 3, 0.01);
      float[] trained = network.weights();
      List<EmotionScores> answers = network.classify(faces(9, 50));
      network.save(file, 1, Map.of(), 1);
      float[] saved = ModelFile.read(ModelSource.of(file)).weights();
      for (int i = 0; i < saved.length; i++) {
        assertThat(saved[i]).isCloseTo(0.75f * trained[i] + 0.25f * before[i], within(1e-5f));
      }
      try (EmotionModel model = EmotionModel.load(file)) {
        assertThat(model.classify(faces(9, 50))).isEqualTo(answers);
      }
      List<FacePixels> plain = faces(21, 7);
      network.recomputeStatistics(List.of(plain));
      assertThat(network.classify(faces(9, 50))).isNotEqualTo(answers);
      assertThat(network.weights()).isEqualTo(trained);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7})
  void settledStatisticsAnswerAsInTraining(double averaging) {
    Path file = folder.resolve("settled.zip");
    List<FacePixels> faces = faces(21, 5);
    double loss;
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), SGD, 1, Compute.all())) {
      for (int i = 0; i < 6; i++) {
        train(network, 1, 0.01);
        if (averaging > 0) {
          network.average(averaging);
        }
      }
      float[] before = network.weights();
      double moving = logLoss(network.classify(faces));
      network.recomputeStatistics(List.of(faces));
      loss = logLoss(network.classify(faces));
      assertThat(loss).isNotCloseTo(moving, within(1e-2));
      if (averaging > 0) {
        assertThat(network.weights()).isEqualTo(before);
      }
      network.save(file, 1, Map.of(), 1);
    }
    // In training a network uses the statistics of the batch: here, of the same faces.
    try (TrainableNetwork copy =
        TrainableNetwork.fineTune(
            ModelSource.of(file.toString()),
            manifest(EmotionClasses.FER2013, 0),
            SGD,
            8,
            Compute.all())) {
      assertThat(copy.step(faces, labels(21), 0, 0).loss()).isCloseTo(loss, within(1e-4));
    }
  }

  private static double logLoss(List<EmotionScores> answers) {
    double loss = 0;
    for (int i = 0; i < answers.size(); i++) {
      loss -= Math.log(answers.get(i).probability(i % 7)) / answers.size();
    }
    return loss;
  }

  @Test
  void statisticsOfBatchesAreThoseOfAllTheirFaces() {
    List<FacePixels> dark = faces(14, 5);
    List<FacePixels> bright = new ArrayList<>();
    for (FacePixels face : faces(7, 6)) {
      byte[] grey = new byte[48 * 48];
      face.copyTo(grey, 0);
      for (int p = 0; p < grey.length; p++) {
        grey[p] = (byte) (255 - (grey[p] & 0xFF) / 8);
      }
      bright.add(FacePixels.of(48, grey));
    }
    List<FacePixels> all = new ArrayList<>(dark);
    all.addAll(bright);
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), SGD, 1, Compute.all())) {
      train(network, 3, 0.01);
      network.recomputeStatistics(List.of(all));
      double[][] whole = firstStatistics(network);
      network.recomputeStatistics(List.of(dark, bright));
      double[][] parts = firstStatistics(network);
      network.recomputeStatistics(List.of(dark));
      assertThat(firstStatistics(network)[0][0]).isNotCloseTo(whole[0][0], within(1e-3));
      for (int c = 0; c < whole[0].length; c++) {
        assertThat(parts[0][c]).isCloseTo(whole[0][c], within(1e-4));
        // The logarithm of the deviation.
        assertThat(parts[1][c]).isCloseTo(whole[1][c], within(1e-4));
      }
    }
  }

  /** Mean and spread of the first normalisation, by channel. */
  private double[][] firstStatistics(TrainableNetwork network) {
    Path file = folder.resolve("statistics.zip");
    network.save(file, 1, Map.of(), 1);
    float[] weights = ModelFile.read(ModelSource.of(file)).weights();
    List<NetworkSpec.Slice> norm = network.manifest().network().slices().get("norm1_1");
    return new double[][] {values(weights, norm.get(2)), values(weights, norm.get(3))};
  }

  private static double[] values(float[] weights, NetworkSpec.Slice slice) {
    return IntStream.range(0, (int) slice.length())
        .mapToDouble(i -> weights[(int) slice.from() + i])
        .toArray();
  }

  @Test
  void goesOnFromACheckpointBitByBit() {
    for (OptimizerSettings optimizer : List.of(ADAM, SGD)) {
      Path checkpoint = folder.resolve("last.zip");
      List<EmotionScores> undisturbed;
      try (TrainableNetwork network =
          TrainableNetwork.create(
              manifest(EmotionClasses.FER2013, 0.3), optimizer, 7, Compute.all())) {
        network.seedDropout(1);
        train(network, 5, 0.01);
        network.saveCheckpoint(checkpoint, 1, Map.of());
        network.seedDropout(2);
        train(network, 5, 0.005);
        undisturbed = network.classify(faces(9, 50));
      }
      try (TrainableNetwork network = TrainableNetwork.resume(checkpoint, Compute.all())) {
        assertThat(network.manifest().epoch()).isEqualTo(1);
        network.seedDropout(2);
        train(network, 5, 0.005);
        assertThat(network.classify(faces(9, 50))).isEqualTo(undisturbed);
      }
    }
  }

  @Test
  void dividesTheLogitsByTheFilesTemperature() {
    Path file = folder.resolve("model.zip");
    List<EmotionScores> own;
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0.3), ADAM, 7, Compute.all())) {
      train(network, 3, 0.01);
      network.save(file, 2, Map.of(), 2);
      own = network.classify(faces(2, 50));
    }
    try (EmotionModel model = EmotionModel.load(file)) {
      assertThat(model.manifest().temperature()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        EmotionScores found = model.classify(faces(2, 50)).get(i);
        assertThat(found.best()).isEqualTo(own.get(i).best());
        // Logits are differences of logarithms.
        double before = Math.log(own.get(i).probability(0) / own.get(i).probability(1));
        double after = Math.log(found.probability(0) / found.probability(1));
        assertThat(after).isCloseTo(before / 2, within(1e-9));
      }
    }
  }

  @Test
  void stockDl4jOpensTheFileAndAnswersTheSame() throws Exception {
    Path file = folder.resolve("model.zip");
    List<EmotionScores> ours;
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0.3), ADAM, 7, Compute.all())) {
      train(network, 3, 0.01);
      network.save(file, 2, Map.of("validationAccuracy", 0.5), 1);
      ours = network.classify(faces(3, 50));
    }
    Dl4jNetwork.load();
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());
    double[][] theirs =
        graph
            .outputSingle(
                Dl4jNetwork.nchw(
                    new InputEncoder(InputSpec.DEFAULT).values(faces(3, 50)), new Shape(48, 48, 1)))
            .toDoubleMatrix();
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 7; c++) {
        assertThat(ours.get(i).probability(c)).isCloseTo(theirs[i][c], within(1e-5));
      }
    }
    try (EmotionModel model = EmotionModel.load(file)) {
      assertThat(model.classify(faces(3, 50))).isEqualTo(ours);
      assertThat(model.manifest().metrics()).containsEntry("validationAccuracy", 0.5);
      assertThat(model.manifest().provenance()).containsEntry("data", "made by the test");
      assertThat(model.manifest().epoch()).isEqualTo(2);
    }
  }

  @Test
  void fineTuningKeepsTheFeaturesAndTakesOtherClasses() {
    Path file = folder.resolve("base.zip");
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0.3), ADAM, 7, Compute.all())) {
      train(network, 3, 0.01);
      network.save(file, 2, Map.of(), 1);
      List<EmotionScores> base = network.classify(faces(3, 50));
      try (TrainableNetwork same =
          TrainableNetwork.fineTune(
              ModelSource.of(file.toString()),
              manifest(EmotionClasses.FER2013, 0.3),
              SGD,
              8,
              Compute.all())) {
        assertThat(same.classify(faces(3, 50))).isEqualTo(base);
      }
    }
    EmotionClasses three = new EmotionClasses(List.of("happy", "sad", "contempt"));
    try (TrainableNetwork other =
        TrainableNetwork.fineTune(
            ModelSource.of(file.toString()), manifest(three, 0.3), SGD, 8, Compute.all())) {
      assertThat(other.classify(faces(2, 1)).get(0).classes()).isEqualTo(three);
      assertThat(other.step(faces(3, 1), List.of(0, 1, 2), 0, 0.01).loss()).isPositive();
    }
  }

  @Test
  void fineTuningKeepsTheLastLayerOfTheSameClassesInAnotherOrder() {
    Path file = folder.resolve("base.zip");
    List<String> names = new ArrayList<>(EmotionClasses.FER2013.names());
    Collections.sort(names);
    EmotionClasses sorted = new EmotionClasses(names);
    assertThat(sorted).isNotEqualTo(EmotionClasses.FER2013);
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), ADAM, 7, Compute.all())) {
      train(network, 3, 0.01);
      network.save(file, 2, Map.of(), 1);
      EmotionScores base = network.classify(faces(1, 50)).get(0);
      try (TrainableNetwork other =
          TrainableNetwork.fineTune(
              ModelSource.of(file.toString()), manifest(sorted, 0), SGD, 8, Compute.all())) {
        EmotionScores scores = other.classify(faces(1, 50)).get(0);
        for (String name : names) {
          assertThat(scores.probability(sorted.indexOf(name).getAsInt()))
              .isCloseTo(
                  base.probability(EmotionClasses.FER2013.indexOf(name).getAsInt()), within(1e-6));
        }
      }
    }
  }

  /** Its layers have the names and sizes of some of the other's. */
  @Test
  void refusesABaseWithMoreLayers() {
    Path file = folder.resolve("vgg.zip");
    NetworkSettings vgg = new NetworkSettings(Architecture.VGG, 4, 0);
    ModelManifest mini = manifest(EmotionClasses.FER2013, 0);
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, vgg), SGD, 7, Compute.all())) {
      network.save(file, 2, Map.of(), 1);
    }
    assertThatThrownBy(
            () ->
                TrainableNetwork.fineTune(
                    ModelSource.of(file.toString()), mini, SGD, 8, Compute.all()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("one layer more, conv1_2, expected the same architecture");
  }

  @Test
  void frozenLayersKeepWhatTheyLearned() {
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), SGD, 1, Compute.all())) {
      Map<String, List<NetworkSpec.Slice>> slices = network.manifest().network().slices();
      List<String> layers = slices.keySet().stream().filter(n -> !slices.get(n).isEmpty()).toList();
      network.learnAt(2, 1); // a convolution and its normalisation
      float[] before = network.weights();
      train(network, 3, 0.05);
      float[] after = network.weights();

      assertThat(layers).hasSizeGreaterThan(4);
      for (String layer : layers) {
        for (NetworkSpec.Slice slice : slices.get(layer)) {
          boolean learned = !Set.of("mean", "log10stdev").contains(slice.name());
          boolean kept = layers.indexOf(layer) < 2 && learned;
          int from = (int) slice.from();
          int to = from + (int) slice.length();
          assertThat(Arrays.equals(before, from, to, after, from, to))
              .as("%s %s", layer, slice.name())
              .isEqualTo(kept);
        }
      }
      assertThatThrownBy(() -> network.learnAt(layers.size(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("before the last");
    }
  }

  /** A quarter of the rate for all before the last: their weights step a quarter as far. */
  @Test
  void layersBeforeTheLastLearnAtAShareOfTheRate() {
    for (OptimizerSettings optimizer : List.of(ADAM, SGD)) {
      float[] full = afterStep(optimizer, 1, 0.04);
      float[] quarter = afterStep(optimizer, 1, 0.01);
      float[] slow = afterStep(optimizer, 0.25, 0.04);
      float[] start = untrained(optimizer);
      NetworkSpec network = manifest(EmotionClasses.FER2013, 0).network();
      String output = network.output().name();
      network
          .slices()
          .forEach(
              (layer, slices) -> {
                for (NetworkSpec.Slice slice : slices) {
                  boolean atFullRate =
                      layer.equals(output) || Set.of("mean", "log10stdev").contains(slice.name());
                  float[] expected = atFullRate ? full : quarter;
                  double moved = 0;
                  for (int i = (int) slice.from(); i < slice.from() + slice.length(); i++) {
                    assertThat(slow[i]).as("%s %s", layer, slice.name()).isEqualTo(expected[i]);
                    moved += Math.abs(slow[i] - start[i]);
                  }
                  assertThat(moved).as("%s %s", layer, slice.name()).isPositive();
                }
              });
    }
  }

  private float[] afterStep(OptimizerSettings optimizer, double share, double rate) {
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), optimizer, 1, Compute.all())) {
      network.learnAt(0, share);
      train(network, 1, rate);
      return network.weights();
    }
  }

  private float[] untrained(OptimizerSettings optimizer) {
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest(EmotionClasses.FER2013, 0), optimizer, 1, Compute.all())) {
      return network.weights();
    }
  }
}
