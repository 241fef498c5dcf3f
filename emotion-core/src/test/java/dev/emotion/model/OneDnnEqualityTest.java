package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.engine.Dl4jSettings;
import dev.emotion.engine.NativeEngine;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.nativeblas.Nd4jCpu;

/**
 * oneDNN on and off must compute the same activations and gradients, for every layer type that our
 * networks use. Wrong strides and partial batches are where it is known to go wrong.
 */
class OneDnnEqualityTest {

  @BeforeEach
  void needsOneDnn() {
    assumeTrue(NativeEngine.facts().oneDnnOn(), "no oneDNN build for this platform");
  }

  /** One layer type a case, between a convolution (so that gradients pass it) and the output. */
  static List<String> layerTypes() {
    return List.of("convolution", "norm", "relu", "pool", "mean", "dropout");
  }

  private static Layer layer(String type) {
    return switch (type) {
      case "convolution" ->
          new ConvolutionLayer.Builder(3, 3)
              .nOut(4)
              .hasBias(false)
              .activation(Activation.IDENTITY)
              .build();
      case "norm" -> new BatchNormalization.Builder().build();
      case "relu" -> new ActivationLayer(Activation.RELU);
      case "pool" ->
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(2, 2)
              .stride(2, 2)
              .build();
      case "mean" -> new GlobalPoolingLayer(PoolingType.AVG);
      case "dropout" -> new DropoutLayer(0.6);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static ComputationGraphConfiguration around(Layer layer) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .updater(new Sgd(1))
        .weightInit(WeightInit.RELU)
        .convolutionMode(ConvolutionMode.Same)
        .graphBuilder()
        .addInputs("pixels")
        // Width and height differ, and both are odd.
        .setInputTypes(InputType.convolutional(11, 7, 1))
        .addLayer(
            "first",
            new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.IDENTITY).build(),
            "pixels")
        .addLayer("tested", layer, "first")
        .addLayer(
            "output",
            new OutputLayer.Builder(new LossMCXENT())
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            "tested")
        .setOutputs("output")
        .build();
  }

  @ParameterizedTest
  @MethodSource("layerTypes")
  void everyLayerTypeComputesTheSame(String type) {
    ComputationGraphConfiguration configuration = around(layer(type));
    for (int batch : new int[] {1, 2, 5, 64, 37}) {
      assertEqualWithAndWithout(configuration, new long[] {batch, 1, 11, 7}, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "wide", "mini"})
  void everyNetworkComputesTheSame(String name) {
    NetworkSettings network = new NetworkSettings(Architecture.of(name), 6, 0.3);
    OptimizerSettings optimizer =
        new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 1e-4, List.of());
    ComputationGraphConfiguration configuration =
        Dl4jSettings.of(optimizer, 5).configuration(network.spec(new InputSpec(24, 128, 64), 7));
    for (int batch : new int[] {1, 7, 16, 3}) {
      assertEqualWithAndWithout(configuration, new long[] {batch, 1, 24, 24}, 7);
    }
  }

  private static void assertEqualWithAndWithout(
      ComputationGraphConfiguration configuration, long[] shape, int classes) {
    Map<String, INDArray> on = compute(configuration.clone(), shape, classes, true);
    Map<String, INDArray> off = compute(configuration.clone(), shape, classes, false);
    assertThat(on.keySet()).isEqualTo(off.keySet());
    for (String name : on.keySet()) {
      INDArray difference = on.get(name).sub(off.get(name));
      double size = off.get(name).norm2Number().doubleValue();
      assertThat(difference.norm2Number().doubleValue())
          .as("%s, batch of %d", name, shape[0])
          .isLessThanOrEqualTo(2e-5 * Math.max(size, 1));
    }
  }

  /** Activations of every layer in inference and in training, and the gradient of every weight. */
  private static Map<String, INDArray> compute(
      ComputationGraphConfiguration configuration, long[] shape, int classes, boolean oneDnn) {
    Nd4jCpu.Environment.getInstance().setUseMKLDNN(oneDnn);
    Nd4j.getEnvironment().allowHelpers(oneDnn);
    try {
      ComputationGraph graph = new ComputationGraph(configuration);
      graph.init();
      assertThat(graph.getLayer(0).getHelper() != null).isEqualTo(oneDnn);
      Nd4j.getRandom().setSeed(17);
      INDArray input = Nd4j.randn('c', shape);
      INDArray targets = Nd4j.zeros(shape[0], classes);
      for (int i = 0; i < shape[0]; i++) {
        targets.putScalar(i, i * i % classes, 1);
      }
      Map<String, INDArray> results = new LinkedHashMap<>();
      graph
          .feedForward(input, false)
          .forEach((name, value) -> results.put("inference " + name, value.dup('c')));
      Nd4j.getRandom().setSeed(19);
      graph.setInput(0, input);
      graph.setLabels(targets);
      graph.computeGradientAndScore();
      graph
          .gradient()
          .gradientForVariable()
          .forEach((name, value) -> results.put("gradient " + name, value.dup('c')));
      results.put("score", Nd4j.scalar(graph.score()).castTo(input.dataType()));
      assertThat(results).hasSizeGreaterThan(5);
      return results;
    } finally {
      Nd4jCpu.Environment.getInstance().setUseMKLDNN(true);
      Nd4j.getEnvironment().allowHelpers(true);
    }
  }
}
