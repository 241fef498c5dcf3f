package dev.emotion.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** The compiled network must answer as DL4J's own execution does. */
class InferencePlanTest {
  @TempDir Path folder;

  private static List<FacePixels> faces(int count, int side, long seed) {
    Random random = new Random(seed);
    List<FacePixels> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] grey = new byte[side * side];
      random.nextBytes(grey);
      for (int p = 0; p < grey.length; p++) {
        grey[p] = (byte) ((grey[p] & 0xFF) / 3 + p * 160 / grey.length);
      }
      faces.add(FacePixels.of(side, grey));
    }
    return faces;
  }

  @ParameterizedTest
  @CsvSource({"vgg, 5, 0, 48", "vgg, 8, 0.4, 40", "mini, 7, 0.3, 24", "mini, 16, 0, 48"})
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
    try (TrainableNetwork network = TrainableNetwork.create(manifest, sgd, 3)) {
      // A few steps, so that means, variances, gammas and betas are no longer 0 and 1.
      for (int i = 0; i < 5; i++) {
        network.step(faces(14, side, i), List.of(0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6), 0, 0.1);
      }
      network.save(file, 1, Map.of());
      ModelFile.Contents contents = ModelFile.read(file, false);
      InferencePlan plan =
          InferencePlan.compile(contents.graph(), input, EmotionClasses.FER2013).orElseThrow();
      GraphClassifier dl4j =
          new GraphClassifier(contents.graph(), new InputEncoder(input), EmotionClasses.FER2013);
      for (int count : new int[] {1, 2, 5, 9, 33, 70, 3}) {
        List<FacePixels> faces = faces(count, side, 100 + count);
        List<EmotionScores> expected = dl4j.classify(faces);
        List<EmotionScores> found = plan.classify(faces);
        assertThat(found).hasSize(count);
        for (int i = 0; i < count; i++) {
          for (int c = 0; c < 7; c++) {
            assertThat(found.get(i).probability(c))
                .as("face %d of %d, class %d", i, count, c)
                .isCloseTo(expected.get(i).probability(c), within(1e-5));
          }
        }
      }
      assertThat(plan.classify(List.of())).isEmpty();
      contents.graph().close();
    }
  }

  @Test
  void leavesNetworksThatItDoesNotKnowToDl4j() {
    NativeEngine.prepareThisThread();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(16, 16, 1))
                .addLayer("hidden", new DenseLayer.Builder().nOut(4).build(), "pixels")
                .addLayer(
                    "output",
                    new OutputLayer.Builder().nOut(7).activation(Activation.SOFTMAX).build(),
                    "hidden")
                .setOutputs("output")
                .build());
    graph.init();
    assertThat(InferencePlan.compile(graph, new InputSpec(16, 128, 64), EmotionClasses.FER2013))
        .isEmpty();
  }

  /** A separable convolution is a subclass of the plain one, and computes something else. */
  @Test
  void doesNotTakeASubclassForAPlainConvolution() {
    NativeEngine.prepareThisThread();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(16, 16, 1))
                .addLayer(
                    "separable",
                    new SeparableConvolution2D.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "pixels")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "separable")
                .addLayer(
                    "output",
                    new OutputLayer.Builder().nOut(7).activation(Activation.SOFTMAX).build(),
                    "mean")
                .setOutputs("output")
                .build());
    graph.init();
    assertThat(InferencePlan.compile(graph, new InputSpec(16, 128, 64), EmotionClasses.FER2013))
        .isEmpty();
  }
}
