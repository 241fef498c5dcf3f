package dev.emotion.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A network: layers from an input to an {@link Layer.Output}. It is what model files hold, what
 * every engine compiles, and what says how weights lie in the file: layer after layer.
 *
 * @param input the shape of a face
 * @param layers each after those that it takes from, the output last
 */
public record NetworkSpec(Shape input, List<Node> layers) {
  /** The name of the network's input. */
  public static final String INPUT = "pixels";

  /** The most weights of a model, half a gigabyte of them: more are not read, nor trained. */
  public static final long MAX_WEIGHTS = 1L << 27;

  /** A bound for files that anyone may have made. */
  private static final int MAX_LAYERS = 2000;

  /** What messages can show. */
  private static final Pattern NAME = Pattern.compile("[!-~]{1,64}");

  /**
   * A layer in its place.
   *
   * @param name its own, up to 64 visible characters of ASCII
   * @param layer what it is
   * @param inputs the names of those that it takes from, or {@value NetworkSpec#INPUT}; one, or
   *     more where it {@link Layer#joins}
   */
  public record Node(String name, Layer layer, List<String> inputs) {
    /** Copies the list. */
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Where some weights are in the row of all.
   *
   * @param name as DL4J has it
   * @param from the first
   * @param length how many
   */
  public record Slice(String name, long from, long length) {
    /**
     * These weights.
     *
     * @param all the row of all
     * @return a copy
     */
    public float[] of(float[] all) {
      return Arrays.copyOfRange(all, Math.toIntExact(from), Math.toIntExact(from + length));
    }

    /**
     * The weights of a name.
     *
     * @param layer all of a layer, as {@link NetworkSpec#slices} has them
     * @param name one of {@link Layer.Weights}
     * @return where they are
     * @throws NoSuchElementException if the layer has none of that name
     */
    public static Slice named(List<Slice> layer, String name) {
      return layer.stream().filter(some -> some.name.equals(name)).findFirst().orElseThrow();
    }
  }

  /**
   * Copies the list, and checks that each layer takes what those before it give.
   *
   * @throws IllegalArgumentException if they don't fit together, or are too many
   */
  public NetworkSpec {
    layers = List.copyOf(layers);
    require(!layers.isEmpty() && layers.size() <= MAX_LAYERS, layers.size() + " layers");
    shapes(input, layers);
    Set<String> taken = new HashSet<>();
    layers.forEach(node -> taken.addAll(node.inputs));
    for (int i = 0; i < layers.size(); i++) {
      Node node = layers.get(i);
      boolean last = i == layers.size() - 1;
      require(last == node.layer instanceof Layer.Output, node.name + ": output alone is last");
      require(last != taken.contains(node.name), node.name + ": no layer takes from it");
    }
  }

  private static Map<String, Shape> shapes(Shape input, List<Node> layers) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, input);
    for (Node node : layers) {
      require(
          NAME.matcher(node.name).matches() && !shapes.containsKey(node.name),
          "a layer with no name, an odd one, or another's");
      require(
          node.layer.joins() ? node.inputs.size() > 1 : node.inputs.size() == 1,
          node.name + ": " + node.inputs.size() + " inputs");
      List<Shape> inputs = new ArrayList<>();
      for (String from : node.inputs) {
        require(shapes.containsKey(from), node.name + ": before one of its inputs");
        inputs.add(shapes.get(from));
      }
      try {
        shapes.put(node.name, node.layer.output(inputs));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(node.name + ": " + e.getMessage(), e);
      }
    }
    return shapes;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The shapes of all outputs.
   *
   * @return by the layer's name, that of the input under {@value #INPUT}
   */
  public Map<String, Shape> shapes() {
    return shapes(input, layers);
  }

  /**
   * Where the weights of the layers are.
   *
   * @return by the layer's name, in the order of the row of all; empty lists for those without
   */
  public Map<String, List<Slice>> slices() {
    Map<String, Shape> shapes = shapes();
    Map<String, List<Slice>> slices = new LinkedHashMap<>();
    long next = 0;
    for (Node node : layers) {
      List<Slice> own = new ArrayList<>();
      for (Layer.Weights some : node.layer.weights(shapes.get(node.inputs.get(0)))) {
        own.add(new Slice(some.name(), next, some.length()));
        next += some.length();
      }
      slices.put(node.name, own);
    }
    return slices;
  }

  /**
   * The number of weights, batch normalisation's statistics included.
   *
   * @return a count
   */
  public long weights() {
    return slices().values().stream().flatMap(List::stream).mapToLong(Slice::length).sum();
  }

  /**
   * Memory: the values that one face takes on its way through the network.
   *
   * @return a count; those computed in place are not in it
   */
  public long activations() {
    Map<String, Shape> shapes = shapes();
    return layers.stream().mapToLong(node -> node.layer.activations(shapes.get(node.name))).sum();
  }

  /**
   * The last layer.
   *
   * @return its name, what it is and takes from
   */
  public Node output() {
    return layers.get(layers.size() - 1);
  }

  /**
   * How many classes it tells apart.
   *
   * @return outputs
   */
  public int classes() {
    return ((Layer.Output) output().layer).classes();
  }

  /**
   * The same network with another number of classes.
   *
   * @param classes outputs
   * @return the network; its last layer has weights of another number
   */
  public NetworkSpec withClasses(int classes) {
    List<Node> others = new ArrayList<>(layers.subList(0, layers.size() - 1));
    others.add(new Node(output().name, new Layer.Output(classes), output().inputs));
    return new NetworkSpec(input, others);
  }

  /** Makes a network that is a chain, layer by layer. */
  public static final class Chain {
    private final Shape input;
    private final List<Node> layers = new ArrayList<>();
    private String last = INPUT;

    /**
     * An empty one.
     *
     * @param input the shape of a face
     */
    public Chain(Shape input) {
      this.input = input;
    }

    /**
     * Adds a layer on the last one.
     *
     * @param name its own
     * @param layer what it is
     * @return this
     */
    public Chain add(String name, Layer layer) {
      layers.add(new Node(name, layer, List.of(last)));
      last = name;
      return this;
    }

    /**
     * The network so far.
     *
     * @return the network
     * @throws IllegalArgumentException if the layers don't fit together
     */
    public NetworkSpec build() {
      return new NetworkSpec(input, layers);
    }
  }
}
