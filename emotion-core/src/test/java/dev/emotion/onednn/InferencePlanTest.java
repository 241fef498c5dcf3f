package dev.emotion.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Answers on oneDNN against DL4J's own execution; 47 images: two pieces, one filled up. */
class InferencePlanTest {
  private static final int COUNT = 47;
  private static final int AREA = TestNetworks.HEIGHT * TestNetworks.WIDTH * 2;

  static List<String> networks() {
    return TestNetworks.NAMES;
  }

  @BeforeAll
  static void startEngines() {
    Dl4jNetwork.load();
    OneDnn.prepareThisThread(2);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void answersLikeDl4j(String name) {
    Random random = new Random(5);
    ComputationGraph network = TestNetworks.create(name, DataType.FLOAT, 3);
    float[] weights = TestNetworks.weights(network, random);
    network.params().assign(Nd4j.createFromArray(weights).reshape(1, weights.length));
    float[] images = TestNetworks.images(COUNT, random);
    INDArray nhwc =
        Nd4j.create(images, new long[] {COUNT, TestNetworks.HEIGHT, TestNetworks.WIDTH, 2}, 'c');
    double[][] expected = network.outputSingle(nhwc.permute(0, 3, 1, 2).dup('c')).toDoubleMatrix();
    double[][] found;
    try (InferencePlan plan =
        InferencePlan.of(TestNetworks.spec(name), WeightsReader.of(weights), Precision.FP32)) {
      found = plan.probabilities(images);
    }
    double surest = 0;
    for (int i = 0; i < COUNT; i++) {
      for (int c = 0; c < TestNetworks.CLASSES; c++) {
        assertThat(found[i][c])
            .as("image %d, class %d", i, c)
            .isCloseTo(expected[i][c], within(1e-5));
        surest = Math.max(surest, Math.min(found[i][c], 1 - found[i][c]));
      }
    }
    assertThat(surest).as("answers that say something").isGreaterThan(0.01);
    network.close();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void anImagesAnswerDoesNotDependOnItsBatch(String name) {
    Random random = new Random(6);
    ComputationGraph network = TestNetworks.create(name, DataType.FLOAT, 4);
    float[] weights = TestNetworks.weights(network, random);
    network.close();
    float[] images = TestNetworks.images(COUNT, random);
    try (InferencePlan plan =
        InferencePlan.of(TestNetworks.spec(name), WeightsReader.of(weights), Precision.FP32)) {
      double[][] together = plan.probabilities(images);
      for (int count : new int[] {1, 2, 5, 8, 15, 20, 32}) {
        assertThat(plan.probabilities(Arrays.copyOf(images, count * AREA)))
            .as("%d images", count)
            .isDeepEqualTo(Arrays.copyOf(together, count));
      }
    }
  }
}
