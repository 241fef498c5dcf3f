package dev.emotion.export;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * A layer as Keras has it.
 *
 * @param name its own
 * @param kind its class
 * @param settings what its constructor takes, the name too
 * @param inputs the names of the layers that it takes from; none for the input itself
 * @param arrays its weights, in Keras's order
 */
record KerasNode(
    String name, String kind, JsonObject settings, List<String> inputs, List<Array> arrays) {

  /**
   * Some weights.
   *
   * @param name as Keras has it, such as {@code kernel}
   * @param values in C order
   * @param shape the sizes of its one to four dimensions
   */
  record Array(String name, float[] values, List<Integer> shape) {}
}
