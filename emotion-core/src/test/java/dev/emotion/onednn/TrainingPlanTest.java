package dev.emotion.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import dev.emotion.reference.Dl4jNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients on oneDNN against DL4J's own execution. */
class TrainingPlanTest {

  @BeforeAll
  static void startEngine() {
    Dl4jNetwork.load();
    OneDnn.prepareThisThread(2);
  }

  static List<String> networks() {
    return TestNetworks.NAMES;
  }

  private static INDArray images(int count, DataType type, long seed) {
    Random random = new Random(seed);
    double[] values = new double[count * TestNetworks.HEIGHT * TestNetworks.WIDTH * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Nd4j.createFromArray(values)
        .castTo(type)
        .reshape('c', count, TestNetworks.HEIGHT, TestNetworks.WIDTH, 2);
  }

  /** Smoothed, and different for every image. */
  private static INDArray targets(int count, DataType type, long seed) {
    Random random = new Random(seed);
    double[][] values = new double[count][TestNetworks.CLASSES];
    for (double[] row : values) {
      double smoothing = random.nextDouble() / 3;
      row[random.nextInt(row.length)] = 1 - smoothing;
      for (int c = 0; c < row.length; c++) {
        row[c] += smoothing / row.length;
      }
    }
    return Nd4j.createFromArray(values).castTo(type);
  }

  /** DL4J's gradient vector, a copy. */
  private static INDArray plain(ComputationGraph network, INDArray images, INDArray targets) {
    network.setInput(0, images.permute(0, 3, 1, 2).dup('c'));
    network.setLabels(targets);
    network.computeGradientAndScore();
    network.clear();
    return network.getFlattenedGradients().dup();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreDl4jsInSinglePrecision(String name) {
    assertEqualGradients(name, DataType.FLOAT, 1e-3);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreThoseOfDoublePrecisionButForRounding(String name) {
    ComputationGraph network = TestNetworks.create(name, DataType.DOUBLE, 1);
    float[] weights = network.params().castTo(DataType.FLOAT).toFloatVector();
    network.params().assign(Nd4j.createFromArray(weights).castTo(DataType.DOUBLE));
    try (TrainingPlan plan = plan(name)) {
      INDArray images = images(9, DataType.FLOAT, 2);
      INDArray targets = targets(9, DataType.FLOAT, 3);
      Dl4jDropout.seed(network, TestNetworks.spec(name), 7);
      INDArray expected =
          plain(network, images.castTo(DataType.DOUBLE), targets.castTo(DataType.DOUBLE));
      plan.seedDropout(7);
      float[] gradient = new float[weights.length];
      plan.gradient(weights, values(images), targets.toDoubleMatrix(), gradient);
      assertSameGradients(network, gradient, expected, 1e-4, name);
    }
    network.close();
  }

  @Test
  void closingGivesAllMemoryBack() {
    float[] weights = new float[(int) TestNetworks.spec("block").weights()];
    float[] images = values(images(9, DataType.FLOAT, 2));
    double[][] targets = targets(9, DataType.FLOAT, 3).toDoubleMatrix();
    long before = Pointer.totalBytes();
    long open;
    try (TrainingPlan plan = plan("block")) {
      plan.gradient(weights, images, targets, new float[weights.length]);
      open = Pointer.totalBytes();
    }
    assertThat(open - before).isGreaterThan(9L * 4 * TestNetworks.HEIGHT * TestNetworks.WIDTH * 4);
    assertThat(Pointer.totalBytes() - before).isLessThan((open - before) / 20);
  }

  /** Normalisation behind dropout must have the statistics of what it gets in inference. */
  @Test
  void statisticsAreOfValuesOfWhichNoneIsDropped() {
    float[] weights =
        TestNetworks.create("spatial dropout", DataType.FLOAT, 1).params().toFloatVector();
    float[] images = values(images(9, DataType.FLOAT, 2));
    double[][] targets = targets(9, DataType.FLOAT, 3).toDoubleMatrix();
    float[] first = new float[weights.length];
    float[] second = new float[weights.length];
    float[] trained = new float[weights.length];
    try (TrainingPlan plan = plan("spatial dropout")) {
      plan.seedDropout(1);
      plan.statistics(weights, images, first);
      plan.gradient(weights, images, targets, trained);
      plan.seedDropout(2);
      plan.statistics(weights, images, second);
    }

    for (NetworkSpec.Slice slice : statistics("spatial dropout")) {
      int from = Math.toIntExact(slice.from());
      int to = Math.toIntExact(slice.from() + slice.length());
      float[] expected = Arrays.copyOfRange(first, from, to);
      assertThat(Arrays.copyOfRange(second, from, to)).isEqualTo(expected);
      assertThat(Arrays.copyOfRange(trained, from, to)).isNotEqualTo(expected);
    }
  }

  private static List<NetworkSpec.Slice> statistics(String name) {
    return TestNetworks.spec(name).slices().values().stream()
        .flatMap(List::stream)
        .filter(slice -> List.of(Weights.MEAN, Weights.LOG10_STDEV).contains(slice.name()))
        .toList();
  }

  /** A mask has zeros at the rate, and keeps the mean. */
  @Test
  void dropoutDropsAtItsRate() {
    DropoutMasks masks = new DropoutMasks();
    masks.seed(3);
    int dropped = 0;
    for (float factor : masks.next(100_000, 0.3)) {
      assertThat(factor).isIn(0f, (float) (1 / 0.7));
      dropped += factor == 0 ? 1 : 0;
    }
    assertThat(dropped).isBetween(29_000, 31_000);
  }

  private static void assertEqualGradients(String name, DataType type, double tolerance) {
    for (long seed = 1; seed <= 3; seed++) {
      ComputationGraph network = TestNetworks.create(name, type, seed);
      float[] weights = network.params().toFloatVector();
      try (TrainingPlan plan = plan(name)) {
        // The first batch is the largest; then partial ones, and the full one again.
        for (int count : new int[] {9, 4, 1, 9, 2}) {
          INDArray images = images(count, type, seed + count);
          INDArray targets = targets(count, type, seed + count);
          Dl4jDropout.seed(network, TestNetworks.spec(name), seed);
          final INDArray expected = plain(network, images, targets);
          plan.seedDropout(seed);
          float[] gradient = new float[weights.length];
          Arrays.fill(gradient, 99);
          double[][] logits =
              plan.gradient(weights, values(images), targets.toDoubleMatrix(), gradient);
          assertThat(logits).hasDimensions(count, TestNetworks.CLASSES);
          assertSameGradients(network, gradient, expected, tolerance, name + ", batch of " + count);
        }
      }
      network.close();
    }
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static void assertSameGradients(
      ComputationGraph network, float[] found, INDArray expected, double tolerance, String what) {
    long from = 0;
    for (Map.Entry<String, INDArray> parameter : network.paramTable().entrySet()) {
      long length = parameter.getValue().length();
      double[] e = slice(expected, from, length);
      double size = 0;
      double difference = 0;
      for (int i = 0; i < length; i++) {
        size += e[i] * e[i];
        difference += Math.pow(e[i] - found[(int) from + i], 2);
      }
      assertThat(Math.sqrt(difference))
          .as("%s, gradient of %s, of norm %s", what, parameter.getKey(), Math.sqrt(size))
          .isLessThanOrEqualTo(tolerance * Math.max(Math.sqrt(size), 0.1));
      from += length;
    }
    assertThat(from).isEqualTo(expected.length());
  }

  private static double[] slice(INDArray vector, long from, long length) {
    double[] values = new double[(int) length];
    for (int i = 0; i < length; i++) {
      values[i] = vector.getDouble(from + i);
    }
    return values;
  }

  private static TrainingPlan plan(String name) {
    return TrainingPlan.of(
        TestNetworks.spec(name), TestNetworks.classWeights(name), Precision.FP32);
  }
}
