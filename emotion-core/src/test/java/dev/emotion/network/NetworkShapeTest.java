package dev.emotion.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.ModelException;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * What the check lets through, both engines compute: forward alike, and backward without harm. The
 * networks are random; a size that native code gets wrong would end the JVM.
 */
class NetworkShapeTest {
  private static final int SIDE = 16;
  private static final int NETWORKS = Integer.getInteger("emotion.networks", 40);
  private static final int FACES = 3;

  @Test
  void everyArchitectureFits() {
    for (Architecture architecture : Architecture.values()) {
      for (OptimizerSettings.Method method : OptimizerSettings.Method.values()) {
        ComputationGraphConfiguration configuration =
            NetworkDefinition.of(
                new NetworkSettings(architecture, 2, 0.5),
                InputSpec.DEFAULT,
                EmotionClasses.FER2013,
                new OptimizerSettings(method, 0.9, 1e-3, List.of()),
                1);
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        ComputationGraphConfiguration read =
            ConfigurationJson.read(graph.getConfiguration().toJson(), "test");
        NetworkShape shape = NetworkShape.of(read, InputSpec.DEFAULT.side(), "test");
        assertThat(shape.weights()).isEqualTo(graph.numParams());
        assertThat(shape.outputs()).isEqualTo(7);
        graph.close();
      }
    }
  }

  @Test
  void whatIsLetThroughIsComputed() {
    NativeEngine.prepareThisThread();
    Random random = new Random(Long.getLong("emotion.fuzz.seed", 1));
    int computed = 0;
    for (int i = 0; i < NETWORKS; i++) {
      ComputationGraph graph;
      try {
        graph = new ComputationGraph(randomNetwork(random));
        graph.init();
      } catch (DL4JException | IllegalStateException | IllegalArgumentException e) {
        continue; // DL4J itself sees that it doesn't fit
      }
      try {
        String json = graph.getConfiguration().toJson();
        NetworkShape.of(ConfigurationJson.read(json, "test"), SIDE, "test");
        compute(graph, random, json);
        computed++;
      } catch (ModelException e) {
        assertThat(e).hasMessageStartingWith("test: ");
      } finally {
        graph.close();
      }
    }
    assertThat(computed).isGreaterThan(NETWORKS / 3);
  }

  private static void compute(ComputationGraph graph, Random random, String json) {
    float[] faces = new float[FACES * SIDE * SIDE];
    for (int i = 0; i < faces.length; i++) {
      faces[i] = (float) random.nextGaussian();
    }
    double[][] plain = InferenceEngine.of(graph, Engine.PLAIN).probabilities(faces, SIDE);
    assertThat(plain).hasDimensions(FACES, 3);
    try (InferenceEngine fast = InferenceEngine.of(graph, Engine.FAST)) {
      double[][] quick = fast.probabilities(faces, SIDE);
      for (int face = 0; face < FACES; face++) {
        for (int c = 0; c < 3; c++) {
          assertThat(quick[face][c]).as(json).isCloseTo(plain[face][c], within(1e-3));
        }
      }
    }
    INDArray targets = Nd4j.eye(FACES);
    graph.initGradientsView();
    for (Engine engine : Engine.values()) {
      try (TrainingEngine training = TrainingEngine.of(graph, engine);
          INDArray input = InputEncoder.tensor(faces, SIDE)) {
        assertThat(training.gradient(input, targets)).hasDimensions(FACES, 3);
      }
    }
  }

  /** Some of them don't fit together. */
  private static ComputationGraphConfiguration randomNetwork(Random random) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(random.nextInt())
            .updater(new Nesterovs(0.01, 0.9))
            .graphBuilder()
            .addInputs("pixels")
            .setInputTypes(InputType.convolutional(SIDE, SIDE, 1));
    String last = "pixels";
    int layers = 1 + random.nextInt(6);
    for (int i = 0; i < layers; i++) {
      graph.addLayer("layer" + i, randomLayer(random), last);
      last = "layer" + i;
      if (random.nextInt(4) == 0) {
        graph.addLayer("branch" + i, new BatchNormalization.Builder().build(), last);
        graph.addVertex(
            "sum" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, "branch" + i);
        last = "sum" + i;
      }
    }
    PoolingType pooling = random.nextBoolean() ? PoolingType.AVG : PoolingType.MAX;
    graph.addLayer("features", new GlobalPoolingLayer(pooling), last);
    last = "features";
    if (random.nextBoolean()) {
      graph.addLayer(
          "dense", new DenseLayer.Builder().nOut(5).activation(Activation.RELU).build(), last);
      last = "dense";
    }
    return graph
        .addLayer(
            "output",
            new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
            last)
        .setOutputs("output")
        .build();
  }

  private static Layer randomLayer(Random random) {
    ConvolutionMode mode = random.nextBoolean() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
    int[] kernel = {1 + random.nextInt(7), 1 + random.nextInt(7)};
    int[] stride = {1 + random.nextInt(3) / 2, 1 + random.nextInt(3) * random.nextInt(2)};
    int[] padding = {random.nextInt(kernel[0]), random.nextInt(kernel[1])};
    return switch (random.nextInt(8)) {
      case 0, 1, 2 ->
          new ConvolutionLayer.Builder(kernel)
              .nOut(1 + random.nextInt(9))
              .stride(stride)
              .padding(padding)
              .dilation(random.nextInt(20) == 0 ? 2 : 1, 1)
              .convolutionMode(mode)
              .hasBias(random.nextBoolean())
              .activation(random.nextBoolean() ? Activation.RELU : Activation.IDENTITY)
              .build();
      case 3, 4 ->
          new SubsamplingLayer.Builder(
                  random.nextBoolean()
                      ? SubsamplingLayer.PoolingType.MAX
                      : SubsamplingLayer.PoolingType.AVG)
              .kernelSize(kernel)
              .stride(stride)
              .padding(padding)
              .convolutionMode(mode)
              .build();
      case 5 -> new BatchNormalization.Builder().useLogStd(random.nextBoolean()).build();
      case 6 -> new DropoutLayer(0.5);
      default -> new ActivationLayer(Activation.RELU);
    };
  }
}
