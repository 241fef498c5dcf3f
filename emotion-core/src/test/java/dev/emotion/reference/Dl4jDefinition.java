package dev.emotion.reference;

import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** Writes a network down as a DL4J configuration of stock layers, NCHW: what any DL4J opens. */
public final class Dl4jDefinition {
  private Dl4jDefinition() {}

  /**
   * How the network is trained, which DL4J's configurations say too.
   *
   * @param updater how weights follow the gradient
   * @param weightDecay share of each weight that is taken off a step, times the rate; 0 for none
   * @param classWeights factor of the loss of each class; empty for all 1
   * @param seed of the first weights
   */
  public record Training(
      IUpdater updater, double weightDecay, List<Double> classWeights, long seed) {}

  /**
   * The configuration, complete as after DL4J's own initialisation.
   *
   * @param spec the network
   * @param training how it is trained
   * @return a new configuration
   */
  public static ComputationGraphConfiguration of(NetworkSpec spec, Training training) {
    return of(spec, training, DataType.FLOAT);
  }

  public static ComputationGraphConfiguration of(
      NetworkSpec spec, Training training, DataType type) {
    NeuralNetConfiguration.Builder base =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed)
            .dataType(type)
            .updater(training.updater)
            .weightInit(WeightInit.RELU)
            .convolutionMode(ConvolutionMode.Same);
    if (training.weightDecay > 0) {
      base.weightDecay(training.weightDecay, true);
    }
    InputType faces =
        InputType.convolutional(
            spec.input().height(), spec.input().width(), spec.input().channels());
    GraphBuilder graph = base.graphBuilder().addInputs(NetworkSpec.INPUT).setInputTypes(faces);
    INDArray lossWeights = lossWeights(training.classWeights, type);
    Map<String, Shape> shapes = spec.shapes();
    for (NetworkSpec.Node node : spec.layers()) {
      String[] inputs = node.inputs().toArray(String[]::new);
      GraphVertex vertex = Dl4jLayers.vertex(node.layer(), shapes.get(inputs[0]));
      if (vertex != null) {
        graph.addVertex(node.name(), vertex, inputs);
      } else {
        graph.addLayer(node.name(), Dl4jLayers.layer(node.layer(), lossWeights), inputs);
      }
    }
    ComputationGraphConfiguration configuration = graph.setOutputs(spec.output().name()).build();
    complete(configuration, spec);
    return configuration;
  }

  /** The order of layers, and thus of weights, is the spec's; DL4J would choose one of its own. */
  private static void complete(ComputationGraphConfiguration configuration, NetworkSpec spec) {
    List<String> order = new ArrayList<>(List.of(NetworkSpec.INPUT));
    spec.layers().forEach(node -> order.add(node.name()));
    configuration.setTopologicalOrderStr(order);
    configuration.setTopologicalOrder(IntStream.range(0, order.size()).toArray());
    for (Map.Entry<String, List<NetworkSpec.Slice>> layer : spec.slices().entrySet()) {
      for (NetworkSpec.Slice slice : layer.getValue()) {
        ((LayerVertex) configuration.getVertices().get(layer.getKey()))
            .getLayerConf()
            .addVariable(slice.name());
        configuration.getDefaultConfiguration().addVariable(layer.getKey() + "_" + slice.name());
      }
    }
  }

  /** As a row [1, classes], or null for all 1. */
  static INDArray lossWeights(List<Double> classWeights, DataType type) {
    if (classWeights.isEmpty()) {
      return null;
    }
    double[] weights = classWeights.stream().mapToDouble(Double::doubleValue).toArray();
    return Nd4j.createFromArray(new double[][] {weights}).castTo(type);
  }
}
