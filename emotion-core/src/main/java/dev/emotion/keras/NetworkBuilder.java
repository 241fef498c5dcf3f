package dev.emotion.keras;

import dev.emotion.ModelException;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts a network together, layer after layer, each with its weights. */
final class NetworkBuilder {
  private static final int MAX_NAME = 40;

  private final String where;
  private final List<NetworkSpec.Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, float[][]> weights = new HashMap<>();
  private Scaling scaling;

  /**
   * An empty network.
   *
   * @param where the file's name, for messages
   */
  NetworkBuilder(String where) {
    this.where = where;
  }

  boolean hasInput() {
    return shapes.containsKey(NetworkSpec.INPUT);
  }

  /**
   * The network's input.
   *
   * @param face the shape of one here
   * @param colours how many equal channels Keras has of it
   */
  Value input(Shape face, int colours) {
    shapes.put(NetworkSpec.INPUT, face);
    return Value.input(face, colours);
  }

  /**
   * Adds a layer that takes from one other.
   *
   * @param own the layer's weights, in the order of {@link Layer#weights}
   */
  Value add(String name, Layer layer, Value from, float[]... own) {
    return add(name, layer, List.of(from), own);
  }

  /**
   * Adds a layer.
   *
   * @param own the layer's weights, in the order of {@link Layer#weights}
   */
  Value add(String name, Layer layer, List<Value> from, float[]... own) {
    for (Value value : from) {
      if (value.isInput()) {
        if (scaling != null && !scaling.equals(value.scaling())) {
          throw new ModelException(
              where, "pixels that are used in two scalings", "one Rescaling for all");
        }
        scaling = value.scaling();
      }
    }
    String free = free(name);
    Shape shape = layer.output(from.stream().map(Value::shape).toList());
    nodes.add(new NetworkSpec.Node(free, layer, from.stream().map(Value::node).toList()));
    shapes.put(free, shape);
    weights.put(free, own);
    return from.get(0).asNode(free, shape);
  }

  /** A name that messages and files can show, and that no other node has. */
  private String free(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "_");
    plain = plain.substring(0, Math.min(plain.length(), MAX_NAME));
    String free = plain;
    for (int i = 2; free.isEmpty() || shapes.containsKey(free); i++) {
      free = plain + "_" + i;
    }
    return free;
  }

  /** Makes copies of a face's channel, for layers that treat each channel in its own way. */
  Value copyChannels(String name, Value value) {
    if (value.copies() == 1) {
      return value;
    }
    int channels = value.copies(); // of one channel: only faces have copies
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    Layer copying =
        value.flat()
            ? new Layer.Dense(channels, false)
            : new Layer.Convolution(Window.same(1, 1), channels, false);
    return add(name + "_channels", copying, value, ones).asGrey();
  }

  boolean endsWithActivation() {
    Layer layer = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1).layer();
    return layer instanceof Layer.Relu
        || layer instanceof Layer.Relu6
        || layer instanceof Layer.LeakyRelu
        || layer instanceof Layer.Elu;
  }

  /** Makes a dense layer the network's last one, if it is what gives this value. */
  boolean endWith(Value last) {
    NetworkSpec.Node node = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
    if (node == null
        || !node.name().equals(last.node())
        || !(node.layer() instanceof Layer.Dense dense)) {
      return false;
    }
    float[][] own = weights.get(node.name());
    float[] bias = dense.bias() ? own[1] : new float[dense.units()];
    weights.put(node.name(), new float[][] {own[0], bias});
    nodes.set(
        nodes.size() - 1,
        new NetworkSpec.Node(node.name(), new Layer.Output(dense.units()), node.inputs()));
    return true;
  }

  /**
   * The network.
   *
   * @throws ModelException if its layers don't fit together
   */
  NetworkSpec spec() {
    try {
      return new NetworkSpec(shapes.get(NetworkSpec.INPUT), nodes);
    } catch (IllegalArgumentException e) {
      throw new ModelException(where, e.getMessage(), "layers that fit together", e);
    }
  }

  /**
   * All weights.
   *
   * @param spec what {@link #spec} gave
   * @return in its order
   * @throws ModelException if they are too many, or one is no number
   */
  float[] weights(NetworkSpec spec) {
    long length = spec.weights();
    if (length > Integer.MAX_VALUE) {
      throw new ModelException(where, length + " weights", "a smaller network");
    }
    float[] row = new float[(int) length];
    int next = 0;
    for (NetworkSpec.Node node : spec.layers()) {
      for (float[] part : weights.getOrDefault(node.name(), new float[0][])) {
        System.arraycopy(part, 0, row, next, part.length);
        next += part.length;
      }
    }
    if (next != row.length) {
      throw new IllegalStateException(next + " weights, the network has " + row.length);
    }
    for (float weight : row) {
      if (!Float.isFinite(weight)) {
        throw new ModelException(where, "a weight that is no number", "a network that was trained");
      }
    }
    return row;
  }

  /** What the file's own layers make of the pixels; null where no layer takes them. */
  Scaling scaling() {
    return scaling;
  }
}
