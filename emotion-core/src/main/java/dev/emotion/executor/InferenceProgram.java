package dev.emotion.executor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The operations that run a network forward for one batch size, in order, on their arrays. */
final class InferenceProgram {
  private final Arena arena;
  private final INDArray input;
  private final INDArray features;
  private final List<Call> operations = new ArrayList<>();
  private final Set<INDArray> shared = Collections.newSetFromMap(new IdentityHashMap<>());

  InferenceProgram(LayerGraph graph, Arena arena, long... inputShape) {
    this.arena = arena;
    this.input = arena.take(inputShape);
    shared.add(input);
    Map<String, INDArray> outputs = new HashMap<>();
    outputs.put(graph.input(), input);
    for (LayerGraph.Entry entry : graph.entries()) {
      INDArray output =
          entry.node().infer(this, entry.inputs().stream().map(outputs::get).toList());
      outputs.put(entry.name(), output);
      if (graph.consumers(entry.name()) > 1) {
        shared.add(output);
      }
    }
    this.features = Activation.rows(outputs.get(graph.headInput()));
  }

  INDArray take(long... shape) {
    return arena.take(shape);
  }

  void add(Call operation) {
    operations.add(operation);
  }

  /** Whether the only layer that takes an array may overwrite it. */
  boolean mayOverwrite(INDArray array) {
    return !shared.contains(array);
  }

  /**
   * Runs forward.
   *
   * @param images [n, height, width, channels], n up to the batch size
   * @return what the head takes, [batch size, features]; overwritten by the next run
   */
  INDArray run(INDArray images) {
    input.get(NDArrayIndex.interval(0, images.size(0))).assign(images);
    for (Call operation : operations) {
      operation.run();
    }
    return features;
  }
}
