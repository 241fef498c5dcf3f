package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one primitive does in inference: a layer, with what follows it alone.
 *
 * @param name of the layer
 * @param layer what it is
 * @param inputs the names of the steps that it takes from, or the network's input
 * @param norm name of the normalisation that is folded into a convolution's weights, or null
 * @param addend name of the step whose output is added, or null
 * @param then the function of the result, or null
 */
record Step(
    String name, Layer layer, List<String> inputs, String norm, String addend, Pointwise then) {

  /** All names that it takes from. */
  List<String> sources() {
    if (addend == null) {
      return inputs;
    }
    List<String> all = new ArrayList<>(inputs);
    all.add(addend);
    return all;
  }

  /** The steps of a network, but for its last layer; and which of them that takes from. */
  record Plan(List<Step> steps, String last) {}

  /** Puts layers together where one alone takes from another. */
  static Plan plan(NetworkSpec spec) {
    List<NetworkSpec.Node> nodes = withoutDropout(spec);
    Map<String, Integer> takers = new HashMap<>();
    nodes.forEach(node -> node.inputs().forEach(from -> takers.merge(from, 1, Integer::sum)));
    Map<String, Step> steps = new LinkedHashMap<>();
    Map<String, String> givenBy = new HashMap<>(); // from a layer to its step
    for (NetworkSpec.Node node : nodes) {
      List<String> inputs =
          node.inputs().stream().map(from -> givenBy.getOrDefault(from, from)).toList();
      if (node.layer() instanceof Layer.Output) {
        return new Plan(List.copyOf(steps.values()), inputs.get(0));
      }
      Optional<Step> merged = Optional.empty();
      for (int i = 0; i < inputs.size() && merged.isEmpty(); i++) {
        Step before = steps.get(inputs.get(i));
        if (before != null && takers.get(node.inputs().get(i)) == 1) {
          merged = before.with(node, inputs, List.copyOf(steps.keySet()));
        }
      }
      Step step = merged.orElse(new Step(node.name(), node.layer(), inputs, null, null, null));
      steps.put(step.name(), step);
      givenBy.put(node.name(), step.name());
    }
    throw new IllegalArgumentException("a network without an output");
  }

  private static List<NetworkSpec.Node> withoutDropout(NetworkSpec spec) {
    Map<String, String> dropped = new HashMap<>();
    List<NetworkSpec.Node> others = new ArrayList<>();
    for (NetworkSpec.Node node : spec.layers()) {
      List<String> inputs =
          node.inputs().stream().map(from -> dropped.getOrDefault(from, from)).toList();
      if (node.layer() instanceof Layer.Dropout) {
        dropped.put(node.name(), inputs.get(0));
      } else {
        others.add(new NetworkSpec.Node(node.name(), node.layer(), inputs));
      }
    }
    return others;
  }

  /**
   * This step with a layer that alone takes from it.
   *
   * @param order the names of all steps so far
   */
  private Optional<Step> with(NetworkSpec.Node node, List<String> from, List<String> order) {
    boolean convolves =
        layer instanceof Layer.Convolution || layer instanceof Layer.DepthwiseConvolution;
    if (then != null) {
      return Optional.empty();
    } else if (node.layer() instanceof Layer.BatchNorm && convolves) {
      return norm == null && addend == null
          ? Optional.of(new Step(name, layer, inputs, node.name(), null, null))
          : Optional.empty();
    } else if (node.layer() instanceof Layer.Add && convolves) {
      String other = from.get(from.get(0).equals(name) ? 1 : 0);
      return addend == null && from.size() == 2 && order.indexOf(other) < order.indexOf(name)
          ? Optional.of(new Step(name, layer, inputs, norm, other, null))
          : Optional.empty();
    } else if (convolves || layer instanceof Layer.Dense || layer instanceof Layer.Add) {
      return Pointwise.of(node.layer())
          .map(function -> new Step(name, layer, inputs, norm, addend, function));
    } else if (layer instanceof Layer.BatchNorm && node.layer() instanceof Layer.Relu) {
      return Optional.of(new Step(name, layer, inputs, null, null, Pointwise.RELU));
    }
    return Optional.empty();
  }
}
