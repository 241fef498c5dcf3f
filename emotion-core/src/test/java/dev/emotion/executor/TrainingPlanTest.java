package dev.emotion.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.engine.NativeEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The executor's gradients against DL4J's own execution and against finite differences. */
class TrainingPlanTest {

  @BeforeAll
  static void startEngine() {
    NativeEngine.facts();
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
  void gradientsAreDl4jsInDoublePrecision(String name) {
    assertEqualGradients(name, DataType.DOUBLE, 1e-8);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreDl4jsInSinglePrecision(String name) {
    assertEqualGradients(name, DataType.FLOAT, 1e-3);
  }

  private static void assertEqualGradients(String name, DataType type, double tolerance) {
    for (long seed = 1; seed <= 3; seed++) {
      ComputationGraph network = TestNetworks.create(name, type, seed);
      try (TrainingPlan plan = plan(name, network)) {
        // The first batch is the largest; then partial ones, and the full one again.
        for (int count : new int[] {9, 4, 1, 9, 2}) {
          INDArray images = images(count, type, seed + count);
          INDArray targets = targets(count, type, seed + count);
          Nd4j.getRandom().setSeed(seed);
          final INDArray expected = plain(network, images, targets);
          network.getFlattenedGradients().assign(99);
          Nd4j.getRandom().setSeed(seed);
          double[][] logits = plan.gradient(images, targets);
          assertThat(logits).hasDimensions(count, TestNetworks.CLASSES);
          assertSameGradients(network, expected, tolerance, name + ", batch of " + count);
        }
      }
      network.close();
    }
  }

  private static void assertSameGradients(
      ComputationGraph network, INDArray expected, double tolerance, String what) {
    INDArray found = network.getFlattenedGradients().dup();
    long from = 0;
    for (Map.Entry<String, INDArray> parameter : network.paramTable().entrySet()) {
      long length = parameter.getValue().length();
      double[] e = slice(expected, from, length);
      double[] f = slice(found, from, length);
      double size = 0;
      double difference = 0;
      for (int i = 0; i < length; i++) {
        size += e[i] * e[i];
        difference += (e[i] - f[i]) * (e[i] - f[i]);
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

  /** A hundred steps with DL4J's own updater: momentum, weight decay, running statistics. */
  @ParameterizedTest
  @MethodSource("networks")
  void aHundredStepsEndAtDl4jsWeights(String name) {
    ComputationGraph plain = TestNetworks.create(name, DataType.DOUBLE, 5);
    ComputationGraph fast = TestNetworks.create(name, DataType.DOUBLE, 5);
    INDArray start = plain.params().dup();
    try (TrainingPlan plan = plan(name, fast)) {
      for (int step = 0; step < 100; step++) {
        int count = step % 10 == 9 ? 3 : 8;
        INDArray images = images(count, DataType.DOUBLE, step);
        INDArray targets = targets(count, DataType.DOUBLE, step);
        Nd4j.getRandom().setSeed(step + 1);
        plain(plain, images, targets);
        update(plain, count);
        Nd4j.getRandom().setSeed(step + 1);
        plan.gradient(images, targets);
        update(fast, count);
      }
    }
    double gone = plain.params().distance2(start);
    assertThat(gone).isGreaterThan(0.05);
    assertThat(fast.params().distance2(plain.params())).isLessThan(1e-7 * gone);
    plain.close();
    fast.close();
  }

  private static void update(ComputationGraph network, int count) {
    Gradient gradient = new DefaultGradient(network.getFlattenedGradients());
    for (Layer layer : network.getLayers()) {
      if (layer.numParams() > 0) {
        layer
            .conf()
            .getLayer()
            .initializer()
            .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
            .forEach(
                (name, view) ->
                    gradient.setGradientFor(
                        layer.conf().getLayer().getLayerName() + "_" + name, view));
      }
    }
    network.getUpdater().update(gradient, 0, 0, count, LayerWorkspaceMgr.noWorkspaces());
    INDArray weights = network.params();
    weights.subi(network.getFlattenedGradients().reshape(weights.shape()));
  }

  /** (loss(w + h) - loss(w - h)) / 2h for a choice of weights of every layer. */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreThoseOfTheLoss(String name) {
    double h = 1e-6;
    ComputationGraph network = TestNetworks.create(name, DataType.DOUBLE, 4);
    INDArray images = images(5, DataType.DOUBLE, 6);
    INDArray targets = targets(5, DataType.DOUBLE, 7);
    try (TrainingPlan plan = plan(name, network)) {
      loss(plan, name, images, targets);
      double[] gradient = network.getFlattenedGradients().dup().toDoubleVector();
      List<Integer> chosen = weights(network);
      INDArray weights = network.params();
      for (int i : chosen) {
        double before = weights.getDouble(i);
        weights.putScalar(i, before + h);
        double above = loss(plan, name, images, targets);
        weights.putScalar(i, before - h);
        double below = loss(plan, name, images, targets);
        weights.putScalar(i, before);
        assertThat(gradient[i])
            .as("weight %d", i)
            .isCloseTo(
                (above - below) / (2 * h), within(2e-6 * Math.max(1, Math.abs(gradient[i]))));
      }
    }
    network.close();
  }

  /** Up to 12 of every weight array; running means and variances have no true gradient. */
  private static List<Integer> weights(ComputationGraph network) {
    List<Integer> chosen = new ArrayList<>();
    Random random = new Random(8);
    int from = 0;
    for (Map.Entry<String, INDArray> parameter : network.paramTable().entrySet()) {
      int length = (int) parameter.getValue().length();
      String kind = parameter.getKey().substring(parameter.getKey().lastIndexOf('_') + 1);
      if (List.of("W", "b", "gamma", "beta").contains(kind)) {
        int start = from;
        random.ints(12, 0, length).distinct().forEach(i -> chosen.add(start + i));
      }
      from += length;
    }
    assertThat(chosen).hasSizeGreaterThan(10);
    return chosen;
  }

  private static double loss(TrainingPlan plan, String name, INDArray images, INDArray targets) {
    Nd4j.getRandom().setSeed(9);
    double[][] logits = plan.gradient(images, targets);
    double[] classWeights = name.equals("class weights") ? new double[] {0.5, 2, 1} : null;
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      double[] p = Softmax.of(logits[i]);
      for (int c = 0; c < p.length; c++) {
        loss -=
            targets.getDouble(i, c) * (classWeights == null ? 1 : classWeights[c]) * Math.log(p[c]);
      }
    }
    return loss;
  }

  private static TrainingPlan plan(String name, ComputationGraph network) {
    return TrainingPlan.of(
        TestNetworks.spec(name),
        network.params(),
        network.getFlattenedGradients(),
        TestNetworks.classWeights(name));
  }
}
