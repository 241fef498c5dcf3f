package dev.emotion.executor;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in the executor's terms.
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
   * Compiles a network.
   *
   * @param weights of the whole network, in the spec's order; the layers are views into them
   * @param gradients likewise, or null in inference
   * @param classWeights of the loss, [1, classes], or null for all 1
   */
  static LayerGraph of(
      NetworkSpec spec, INDArray weights, INDArray gradients, INDArray classWeights) {
    Map<String, Shape> shapes = spec.shapes();
    Map<String, List<NetworkSpec.Slice>> slices = spec.slices();
    List<Entry> entries = new ArrayList<>();
    for (NetworkSpec.Node node : spec.layers()) {
      Shape input = shapes.get(node.inputs().get(0));
      WeightViews views = new WeightViews(slices.get(node.name()), weights, gradients);
      if (node.layer() instanceof Layer.Output output) {
        SoftmaxLoss head =
            new SoftmaxLoss(LayerCompiler.dense(output.dense(), input, views), classWeights);
        return new LayerGraph(NetworkSpec.INPUT, List.copyOf(entries), head, node.inputs().get(0));
      }
      entries.add(
          new Entry(node.name(), node.inputs(), LayerCompiler.node(node.layer(), input, views)));
    }
    throw new IllegalArgumentException("a network without an output");
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
