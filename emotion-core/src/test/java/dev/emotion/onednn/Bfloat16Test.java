package dev.emotion.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.network.Precision;
import dev.emotion.network.WeightsReader;
import dev.emotion.reference.Dl4jNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** bfloat16 against float32, on a CPU that multiplies it. */
class Bfloat16Test {
  private static final int COUNT = 47;
  private static final int AREA = TestNetworks.HEIGHT * TestNetworks.WIDTH * 2;

  static List<String> networks() {
    return TestNetworks.NAMES;
  }

  @BeforeAll
  static void startEngine() {
    Dl4jNetwork.load();
    OneDnn.prepareThisThread(2);
    assumeTrue(OneDnn.multiplies(Precision.BF16), "skipped: this CPU doesn't multiply bfloat16");
  }

  private static float[] weights(String name, Random random) {
    ComputationGraph network = TestNetworks.create(name, DataType.FLOAT, 3);
    float[] weights = TestNetworks.weights(network, random);
    network.close();
    return weights;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreFloat32sButForRounding(String name) {
    Random random = new Random(5);
    float[] weights = weights(name, random);
    float[] images = TestNetworks.images(9, random);
    double[][] targets = new double[9][TestNetworks.CLASSES];
    for (double[] row : targets) {
      row[random.nextInt(row.length)] = 1;
    }
    float[] expected = gradient(name, Precision.FP32, weights, images, targets);
    float[] found = gradient(name, Precision.BF16, weights, images, targets);
    double size = 0;
    double difference = 0;
    for (int i = 0; i < found.length; i++) {
      size += (double) expected[i] * expected[i];
      difference += Math.pow((double) expected[i] - found[i], 2);
    }
    assertThat(Math.sqrt(difference / size)).isBetween(1e-6, 0.1);
  }

  private static float[] gradient(
      String name, Precision precision, float[] weights, float[] images, double[][] targets) {
    float[] gradient = new float[weights.length];
    try (TrainingPlan plan =
        TrainingPlan.of(TestNetworks.spec(name), TestNetworks.classWeights(name), precision)) {
      plan.seedDropout(7);
      plan.gradient(weights, images, targets, gradient);
    }
    return gradient;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void answersAreFloat32sButForRounding(String name) {
    Random random = new Random(6);
    float[] weights = weights(name, random);
    float[] images = TestNetworks.images(COUNT, random);
    double[][] expected;
    try (InferencePlan plan =
        InferencePlan.of(TestNetworks.spec(name), WeightsReader.of(weights), Precision.FP32)) {
      expected = plan.probabilities(images);
    }
    try (InferencePlan plan =
        InferencePlan.of(TestNetworks.spec(name), WeightsReader.of(weights), Precision.BF16)) {
      double[][] found = plan.probabilities(images);
      double worst = 0;
      for (int i = 0; i < COUNT; i++) {
        for (int c = 0; c < TestNetworks.CLASSES; c++) {
          worst = Math.max(worst, Math.abs(found[i][c] - expected[i][c]));
        }
      }
      assertThat(worst).isBetween(1e-7, 0.005);
      for (int count : new int[] {1, 2, 5, 8, 15, 20, 32}) {
        assertThat(plan.probabilities(Arrays.copyOf(images, count * AREA)))
            .as("%d images", count)
            .isDeepEqualTo(Arrays.copyOf(found, count));
      }
    }
  }
}
