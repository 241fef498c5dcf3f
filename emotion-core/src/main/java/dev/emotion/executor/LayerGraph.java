package dev.emotion.executor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.InputVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;

/**
 * A DL4J graph in the executor's terms.
 *
 * @param input its name
 * @param entries the layers up to the head, each after those that it takes from
 * @param head the last layer
 * @param headInput the name of the layer that the head takes from
 */
record LayerGraph(String input, List<Entry> entries, SoftmaxLoss head, String headInput) {

  /** A layer, its name, and the names of the layers that it takes from. */
  record Entry(String name, List<String> inputs, Node node) {}

  /**
   * Reads a graph of one input and one output.
   *
   * @param training whether gradients are wanted; the graph must have its gradient vector then
   * @throws UnsupportedLayerException if it has a layer that the executor doesn't know
   */
  static LayerGraph read(ComputationGraph graph, boolean training)
      throws UnsupportedLayerException {
    Map<String, List<String>> inputs = graph.getConfiguration().getVertexInputs();
    List<String> networkInputs = graph.getConfiguration().getNetworkInputs();
    List<String> networkOutputs = graph.getConfiguration().getNetworkOutputs();
    if (networkInputs.size() != 1 || networkOutputs.size() != 1) {
      throw new UnsupportedLayerException("inputs and outputs", "more than one");
    }
    LayerReader reader = new LayerReader(training);
    List<Entry> entries = new ArrayList<>();
    Map<String, String> last = new HashMap<>(); // a layer that became two: the second's name
    SoftmaxLoss head = null;
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      String name = vertex.getVertexName();
      if (vertex instanceof InputVertex) {
        continue;
      }
      List<String> from =
          inputs.get(name).stream().map(source -> last.getOrDefault(source, source)).toList();
      if (name.equals(networkOutputs.get(0))) {
        head = reader.head(name, layerOf(vertex));
        return new LayerGraph(networkInputs.get(0), List.copyOf(entries), head, from.get(0));
      }
      if (graph.getConfiguration().getVertices().get(name) instanceof ElementWiseVertex sum
          && sum.getOp() == ElementWiseVertex.Op.Add) {
        entries.add(new Entry(name, from, new Add()));
        continue;
      }
      List<Node> nodes = reader.nodes(name, layerOf(vertex));
      entries.add(new Entry(name, from, nodes.get(0)));
      if (nodes.size() > 1) {
        String second = name + " activation";
        entries.add(new Entry(second, List.of(name), nodes.get(1)));
        last.put(name, second);
      }
    }
    throw new UnsupportedLayerException(networkOutputs.get(0), "not reached");
  }

  private static LayerVertex layerOf(GraphVertex vertex) throws UnsupportedLayerException {
    if (vertex instanceof LayerVertex layer && layer.getLayerPreProcessor() == null) {
      return layer;
    }
    throw new UnsupportedLayerException(
        vertex.getVertexName(),
        vertex instanceof LayerVertex layer
            ? layer.getLayerPreProcessor().getClass().getSimpleName()
            : vertex.getClass().getSimpleName());
  }

  /** How many layers take from one. */
  int consumers(String name) {
    int count = name.equals(headInput) ? 1 : 0;
    for (Entry entry : entries) {
      count += (int) entry.inputs().stream().filter(name::equals).count();
    }
    return count;
  }

  /** Each normalisation that alone follows a convolution folded into it. */
  LayerGraph forInference() {
    return merged(
        (node, next) ->
            node instanceof Convolution convolution && next instanceof BatchNorm norm
                ? convolution.withFolded(norm)
                : null);
  }

  /** Each normalisation and the ReLU that alone follows it made one. */
  LayerGraph forTraining() {
    return merged(
        (node, next) ->
            node instanceof BatchNorm norm && next instanceof Relu ? norm.withRelu() : null);
  }

  /**
   * The graph with pairs of layers made one.
   *
   * @param merge gives the one layer that does what a layer and its only follower do, or null
   */
  private LayerGraph merged(BinaryOperator<Node> merge) {
    Map<String, String> mergedInto = new HashMap<>();
    Map<String, Entry> merged = new LinkedHashMap<>();
    for (Entry entry : entries) {
      List<String> from =
          entry.inputs().stream().map(name -> mergedInto.getOrDefault(name, name)).toList();
      Entry before = merged.get(from.get(0));
      if (from.size() == 1 && before != null && consumers(entry.inputs().get(0)) == 1) {
        Node both = merge.apply(before.node(), entry.node());
        if (both != null) {
          merged.put(before.name(), new Entry(before.name(), before.inputs(), both));
          mergedInto.put(entry.name(), before.name());
          continue;
        }
      }
      merged.put(entry.name(), new Entry(entry.name(), from, entry.node()));
    }
    return new LayerGraph(
        input, List.copyOf(merged.values()), head, mergedInto.getOrDefault(headInput, headInput));
  }
}
