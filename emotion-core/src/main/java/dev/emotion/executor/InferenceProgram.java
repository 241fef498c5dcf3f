package dev.emotion.executor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The operations that run a network forward for one batch size, in order, on their arrays. */
final class InferenceProgram {
  private final Arena arena;
  private final INDArray input;
  private final INDArray features;
  private final List<Runnable> operations = new ArrayList<>();
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

  void add(Runnable operation) {
    operations.add(operation);
  }

  /** Whether the only layer that takes an array may overwrite it. */
  boolean mayOverwrite(INDArray array) {
    return !shared.contains(array);
  }

  /**
   * Runs forward.
   *
   * @param images values of [n, height, width, channels], among others
   * @param from the first value
   * @param length their number: n up to the batch size
   * @return what the head takes, [batch size, features]
   */
  float[] run(float[] images, int from, int length) {
    // Straight into the array and out of it: ND4J's own ways take as long as a layer.
    ((FloatPointer) input.data().pointer()).put(images, from, length);
    for (Runnable operation : operations) {
      operation.run();
    }
    float[] values = new float[(int) features.length()];
    ((FloatPointer) features.data().pointer()).get(values);
    return values;
  }
}
