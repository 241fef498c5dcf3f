package dev.emotion.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order that Keras gives to the layers of a network when it reads one, in which it then expects
 * their weights: those first that are farthest from the output, and of equally far ones those first
 * that a walk from the output comes to first (Keras 3, {@code ops/function.py}, {@code map_graph};
 * Keras 2 has the same).
 */
final class KerasOrder {
  private final Map<String, KerasNode> layers = new HashMap<>();

  /** From the output on: before its inputs, a layer gets its number. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Each layer after its inputs. */
  private final List<KerasNode> finished = new ArrayList<>();

  private KerasOrder(List<KerasNode> network) {
    network.forEach(layer -> layers.put(layer.name(), layer));
  }

  /**
   * Sorts.
   *
   * @param network each layer after those that it takes from, the output last
   */
  static List<KerasNode> of(List<KerasNode> network) {
    KerasOrder order = new KerasOrder(network);
    order.walk(network.get(network.size() - 1));
    Map<String, Integer> depths = order.depths();
    return order.finished.stream()
        .sorted(
            Comparator.comparing((KerasNode layer) -> -depths.get(layer.name()))
                .thenComparing(layer -> order.numbers.get(layer.name())))
        .toList();
  }

  private void walk(KerasNode layer) {
    if (numbers.putIfAbsent(layer.name(), numbers.size()) == null) {
      layer.inputs().forEach(input -> walk(layers.get(input)));
      finished.add(layer);
    }
  }

  /** The longest way from each layer to the output. */
  private Map<String, Integer> depths() {
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (int i = finished.size() - 1; i >= 0; i--) {
      KerasNode layer = finished.get(i);
      int depth = depths.computeIfAbsent(layer.name(), name -> 0);
      layer.inputs().forEach(input -> depths.merge(input, depth + 1, Math::max));
    }
    return depths;
  }
}
