package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.engine.Compute;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.reference.Dl4jNetwork;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Two layers of a spec are DL4J's {@code SeparableConvolution2D}. */
class SeparableConvolutionTest {
  private static final int SIDE = 11;

  @Test
  void isADepthwiseConvolutionAndOneOfSinglePixels() {
    Dl4jNetwork.load();
    int multiplier = 2;
    NetworkSpec spec =
        new NetworkSpec.Chain(new Shape(SIDE, SIDE, 1))
            .add("first", new Layer.Convolution(Window.same(3, 1), 3, false))
            .add("depthwise", new Layer.DepthwiseConvolution(Window.same(3, 2), multiplier, false))
            .add("pointwise", new Layer.Convolution(Window.same(1, 1), 5, false))
            .add("features", new Layer.GlobalMean())
            .add("output", new Layer.Output(4))
            .build();
    ComputationGraph dl4j = dl4j(multiplier);
    INDArray depthwise = dl4j.getLayer("separable").getParam("W"); // [multiplier, in, row, column]
    assertThat(depthwise.shape()).containsExactly(multiplier, 3, 3, 3);
    INDArray weights =
        Nd4j.concat(
            0,
            row(dl4j.getLayer("first").getParam("W")),
            row(depthwise.permute(2, 3, 1, 0).dup('c')),
            row(dl4j.getLayer("separable").getParam("pW")),
            row(dl4j.getLayer("output").getParam("W").transpose().dup('c')),
            row(dl4j.getLayer("output").getParam("b")));
    INDArray faces = Nd4j.randn('c', 6, 1, SIDE, SIDE);
    double[][] expected = dl4j.outputSingle(faces).toDoubleMatrix();
    try (NetworkEngine found = NetworkEngine.of(spec, weights.toFloatVector(), Compute.all())) {
      double[][] probabilities = found.probabilities(faces.dup('c').data().asFloat());
      for (int i = 0; i < expected.length; i++) {
        for (int c = 0; c < expected[i].length; c++) {
          assertThat(probabilities[i][c]).isCloseTo(expected[i][c], within(1e-6));
        }
      }
    }
    assertThat(expected[0][0]).isNotCloseTo(expected[1][0], within(1e-4));
    dl4j.close();
  }

  private static INDArray row(INDArray array) {
    return array.dup('c').reshape('c', new long[] {array.length()});
  }

  private static ComputationGraph dl4j(int multiplier) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(SIDE, SIDE, 1))
                .addLayer(
                    "first",
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "pixels")
                .addLayer(
                    "separable",
                    new SeparableConvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .depthMultiplier(multiplier)
                        .nOut(5)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "first")
                .addLayer("features", new GlobalPoolingLayer(PoolingType.AVG), "separable")
                .addLayer(
                    "output",
                    new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                    "features")
                .setOutputs("output")
                .build());
    graph.init();
    return graph;
  }
}
