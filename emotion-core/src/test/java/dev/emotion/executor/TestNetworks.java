package dev.emotion.executor;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
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
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Small networks, one for each thing that the executor can do; 11 by 7 pixels, 3 classes. */
final class TestNetworks {
  static final int HEIGHT = 11;
  static final int WIDTH = 7;
  static final int CLASSES = 3;

  static final List<String> NAMES =
      List.of(
          "block",
          "valid",
          "padded",
          "bias",
          "max pool",
          "mean pool",
          "residual",
          "dropout",
          "spatial dropout",
          "dense",
          "variance",
          "norm first",
          "pool first",
          "class weights",
          "two relu");

  private TestNetworks() {}

  static ComputationGraph create(String name, DataType type, long seed) {
    Nd4j.getBackend();
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .updater(new Nesterovs(0.05, 0.9))
            .weightDecay(1e-3)
            .weightInit(WeightInit.RELU)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("pixels")
            .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 2));
    String last = "pixels";
    switch (name) {
      case "block" -> {
        last = chain(graph, last, conv(3, 3, 4), norm(), relu(), pool(2, 2));
        last = chain(graph, last, conv(3, 3, 6), norm(), relu(), pool(2, 2));
      }
      case "valid" ->
          last =
              chain(
                  graph,
                  last,
                  conv(3, 2, 4, ConvolutionMode.Truncate, 2, 1, 0),
                  norm(),
                  relu(),
                  conv(2, 3, 5, ConvolutionMode.Truncate, 1, 2, 0),
                  relu());
      case "padded" ->
          last =
              chain(
                  graph,
                  last,
                  conv(3, 3, 4, ConvolutionMode.Truncate, 2, 2, 1),
                  norm(),
                  relu(),
                  conv(5, 3, 5, ConvolutionMode.Same, 2, 1, 0),
                  norm());
      case "bias" ->
          last =
              chain(
                  graph,
                  last,
                  new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
                  norm(),
                  new ConvolutionLayer.Builder(1, 1).nOut(5).activation(Activation.RELU).build());
      case "max pool" ->
          last = chain(graph, last, conv(3, 3, 4), pool(3, 2), conv(3, 3, 4), relu(), pool(2, 1));
      case "mean pool" -> last = chain(graph, last, conv(3, 3, 4), mean(3, 2), norm(), mean(2, 2));
      case "residual" -> {
        String start = chain(graph, last, conv(3, 3, 4), norm(), relu());
        String branch = chain(graph, start, conv(3, 3, 4), norm(), relu(), conv(3, 3, 4), norm());
        graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), start, branch);
        String middle = chain(graph, "sum", relu(), pool(2, 2));
        String left = chain(graph, middle, conv(3, 3, 4), norm());
        String right = chain(graph, middle, norm());
        graph.addVertex(
            "sum2", new ElementWiseVertex(ElementWiseVertex.Op.Add), left, right, middle);
        last = "sum2";
      }
      case "dropout" ->
          last =
              chain(
                  graph,
                  last,
                  conv(3, 3, 6),
                  relu(),
                  new GlobalPoolingLayer(PoolingType.AVG),
                  new DropoutLayer(0.6));
      case "spatial dropout" ->
          last =
              chain(
                  graph,
                  last,
                  conv(3, 3, 6),
                  relu(),
                  new DropoutLayer(new SpatialDropout(0.7)),
                  conv(3, 3, 5),
                  norm());
      case "dense" ->
          last =
              chain(
                  graph,
                  last,
                  conv(3, 3, 6),
                  relu(),
                  new GlobalPoolingLayer(PoolingType.AVG),
                  new DenseLayer.Builder().nOut(8).activation(Activation.RELU).build(),
                  new DenseLayer.Builder()
                      .nOut(5)
                      .hasBias(false)
                      .activation(Activation.IDENTITY)
                      .build());
      case "variance" ->
          last =
              chain(
                  graph,
                  last,
                  conv(3, 3, 4),
                  new BatchNormalization.Builder().useLogStd(false).decay(0.8).eps(1e-3).build(),
                  relu());
      case "norm first" -> last = chain(graph, last, norm(), relu(), conv(3, 3, 4), relu());
      case "pool first" -> last = chain(graph, last, pool(2, 2), conv(3, 3, 4), norm(), relu());
      case "class weights" -> last = chain(graph, last, conv(3, 3, 4), norm(), relu());
      case "two relu" -> last = chain(graph, last, conv(3, 3, 4), relu(), relu(), norm());
      default -> throw new IllegalArgumentException(name);
    }
    if (!name.equals("dense") && !name.equals("dropout")) {
      last = chain(graph, last, new GlobalPoolingLayer(PoolingType.AVG));
    }
    LossMCXENT loss =
        name.equals("class weights")
            ? new LossMCXENT(Nd4j.createFromArray(new double[][] {{0.5, 2, 1}}).castTo(type))
            : new LossMCXENT();
    graph.addLayer(
        "output",
        new OutputLayer.Builder(loss).nOut(CLASSES).activation(Activation.SOFTMAX).build(),
        last);
    ComputationGraph network = new ComputationGraph(graph.setOutputs("output").build());
    network.init();
    return network;
  }

  private static String chain(GraphBuilder graph, String from, Layer... layers) {
    String last = from;
    for (Layer layer : layers) {
      String name = last + "+" + layer.getClass().getSimpleName().charAt(0);
      graph.addLayer(name, layer, last);
      last = name;
    }
    return last;
  }

  private static Layer conv(int height, int width, int channels) {
    return conv(height, width, channels, ConvolutionMode.Same, 1, 1, 0);
  }

  private static Layer conv(
      int height, int width, int channels, ConvolutionMode mode, int y, int x, int padding) {
    return new ConvolutionLayer.Builder(height, width)
        .nOut(channels)
        .stride(y, x)
        .padding(padding, padding)
        .convolutionMode(mode)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer norm() {
    return new BatchNormalization.Builder().build();
  }

  private static Layer relu() {
    return new ActivationLayer(Activation.RELU);
  }

  private static Layer pool(int size, int stride) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(size, size)
        .stride(stride, stride)
        .build();
  }

  private static Layer mean(int size, int stride) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
        .kernelSize(size, size)
        .stride(stride, stride)
        .build();
  }
}
