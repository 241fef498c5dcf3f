package dev.emotion.explain;

import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a network behind its last feature map, forward and backward in double precision.
 * Values are channel after channel, each row by row, as {@link Layer.Flatten} has them.
 */
final class Head {
  private final String map;
  private final List<Step> steps;

  /** Those of the head alone: it lives as long as a server, and most of a network is before it. */
  private final float[] weights;

  /**
   * The end of a network.
   *
   * @param spec the whole network
   * @param from the index of its first layer that belongs to the head
   * @param weights of the whole network; the head's are copied
   */
  Head(NetworkSpec spec, int from, float[] weights) {
    this.map = spec.layers().get(from - 1).name();
    Map<String, Shape> shapes = spec.shapes();
    Map<String, List<NetworkSpec.Slice>> slices = spec.slices();
    List<NetworkSpec.Node> layers = spec.layers().subList(from, spec.layers().size());
    int first =
        (int)
            layers.stream()
                .flatMap(node -> slices.get(node.name()).stream())
                .mapToLong(NetworkSpec.Slice::from)
                .min()
                .orElseThrow(); // the output has some
    this.weights = Arrays.copyOfRange(weights, first, weights.length);
    this.steps =
        layers.stream()
            .map(node -> new Step(node, shapes, slices.get(node.name()), first))
            .toList();
  }

  /** Whether the head of a network may have such a layer. */
  static boolean knows(Layer layer) {
    return isLinear(layer)
        || layer instanceof Layer.BatchNorm
        || layer instanceof Layer.Relu
        || layer instanceof Layer.Relu6
        || layer instanceof Layer.LeakyRelu
        || layer instanceof Layer.Elu;
  }

  private static boolean isLinear(Layer layer) {
    return layer instanceof Layer.Pooling
        || layer instanceof Layer.GlobalMean
        || layer instanceof Layer.GlobalMax
        || layer instanceof Layer.Flatten
        || layer instanceof Layer.Dropout
        || layer instanceof Layer.Dense
        || layer instanceof Layer.Add
        || layer instanceof Layer.Concatenation
        || layer instanceof Layer.Output;
  }

  /**
   * Whether a logit is a sum over the places of the map: what each adds to it is then exact.
   *
   * @return true for pooling and dense layers without anything between them
   */
  boolean isSum() {
    return steps.stream().map(step -> step.layer).allMatch(Head::isLinear);
  }

  /** All values of a face, by layer; the output's are the logits. */
  Map<String, double[]> forward(double[] features) {
    Map<String, double[]> values = new HashMap<>();
    values.put(map, features);
    for (Step step : steps) {
      double[] output = new double[(int) step.out.length()];
      int at = 0;
      for (String input : step.node.inputs()) {
        double[] from = values.get(input);
        step.forward(from, output, at);
        at += from.length;
      }
      values.put(step.node.name(), output);
    }
    return values;
  }

  /** The feature map of a face. */
  double[] map(Map<String, double[]> values) {
    return values.get(map);
  }

  /**
   * How a sum of logits changes with the map.
   *
   * @param values of the face
   * @param logits the factor of each logit
   * @return the gradient at each value of the map
   */
  double[] backward(Map<String, double[]> values, double[] logits) {
    Map<String, double[]> gradients = new HashMap<>();
    gradients.put(steps.get(steps.size() - 1).node.name(), logits);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      double[] gradient = gradients.get(step.node.name());
      int at = 0;
      for (String input : step.node.inputs()) {
        double[] from = values.get(input);
        double[] sum = gradients.computeIfAbsent(input, name -> new double[from.length]);
        step.backward(from, gradient, at, sum);
        at += from.length;
      }
    }
    return gradients.get(map);
  }

  /** One layer; it is asked once for each of its inputs. */
  private final class Step {
    private final NetworkSpec.Node node;
    private final Layer layer;
    private final Shape in;
    private final Shape out;

    /** Where the weights begin, by name. */
    private final Map<String, Integer> offsets = new HashMap<>();

    /** Of a pooling, what each output is pooled from. */
    private final int[][] pooled;

    Step(
        NetworkSpec.Node node,
        Map<String, Shape> shapes,
        List<NetworkSpec.Slice> slices,
        int first) {
      this.node = node;
      this.layer = node.layer();
      this.in = shapes.get(node.inputs().get(0));
      this.out = shapes.get(node.name());
      slices.forEach(slice -> offsets.put(slice.name(), (int) slice.from() - first));
      this.pooled = pools() ? new int[(int) out.length()][] : new int[0][];
      Arrays.setAll(pooled, this::places);
    }

    private float weight(String name, int index) {
      return weights[offsets.get(name) + index];
    }

    /** Adds what an input gives to the output; in a concatenation it begins at a place. */
    void forward(double[] x, double[] y, int at) {
      if (layer instanceof Layer.Dense || layer instanceof Layer.Output) {
        int matrix = offsets.get(Weights.KERNEL);
        for (int unit = 0; unit < y.length; unit++) {
          double sum = offsets.containsKey(Weights.BIAS) ? weight(Weights.BIAS, unit) : 0;
          for (int i = 0; i < x.length; i++) {
            sum += x[i] * weights[matrix + unit * x.length + i];
          }
          y[unit] = sum;
        }
      } else if (layer instanceof Layer.BatchNorm norm) {
        int area = in.height() * in.width();
        for (int i = 0; i < x.length; i++) {
          int channel = i / area;
          double centred = x[i] - weight(Weights.MEAN, channel);
          y[i] = centred * factor(norm, channel) + weight(Weights.BETA, channel);
        }
      } else if (layer instanceof Layer.Concatenation) {
        System.arraycopy(x, 0, y, at, x.length);
      } else if (pools()) {
        for (int i = 0; i < y.length; i++) {
          int[] places = pooled[i];
          if (takesMaximum()) {
            y[i] = x[largest(x, places)];
          } else {
            for (int place : places) {
              y[i] += x[place] / places.length;
            }
          }
        }
      } else {
        for (int i = 0; i < x.length; i++) {
          y[i] += pointwise(x[i]);
        }
      }
    }

    /** Adds what an output's gradient gives to that of an input. */
    void backward(double[] x, double[] dy, int at, double[] dx) {
      if (layer instanceof Layer.Dense || layer instanceof Layer.Output) {
        int matrix = offsets.get(Weights.KERNEL);
        for (int unit = 0; unit < dy.length; unit++) {
          for (int i = 0; i < dx.length; i++) {
            dx[i] += dy[unit] * weights[matrix + unit * dx.length + i];
          }
        }
      } else if (layer instanceof Layer.BatchNorm norm) {
        int area = in.height() * in.width();
        for (int i = 0; i < dx.length; i++) {
          dx[i] += dy[i] * factor(norm, i / area);
        }
      } else if (layer instanceof Layer.Concatenation) {
        for (int i = 0; i < dx.length; i++) {
          dx[i] += dy[at + i];
        }
      } else if (pools()) {
        for (int i = 0; i < dy.length; i++) {
          int[] places = pooled[i];
          if (takesMaximum()) {
            dx[largest(x, places)] += dy[i];
          } else {
            for (int place : places) {
              dx[place] += dy[i] / places.length;
            }
          }
        }
      } else {
        for (int i = 0; i < dx.length; i++) {
          dx[i] += dy[i] * slope(x[i]);
        }
      }
    }

    private double factor(Layer.BatchNorm norm, int channel) {
      double variance = Layer.BatchNorm.variance(weight(Weights.LOG10_STDEV, channel));
      return weight(Weights.GAMMA, channel) / Math.sqrt(variance + norm.eps());
    }

    private double pointwise(double x) {
      if (layer instanceof Layer.Relu) {
        return Math.max(0, x);
      } else if (layer instanceof Layer.Relu6) {
        return Math.min(6, Math.max(0, x));
      } else if (layer instanceof Layer.LeakyRelu leaky) {
        return x > 0 ? x : leaky.slope() * x;
      } else if (layer instanceof Layer.Elu) {
        return x > 0 ? x : Math.expm1(x);
      }
      return x; // flatten, dropout, add
    }

    private double slope(double x) {
      if (layer instanceof Layer.Relu) {
        return x > 0 ? 1 : 0;
      } else if (layer instanceof Layer.Relu6) {
        return x > 0 && x < 6 ? 1 : 0;
      } else if (layer instanceof Layer.LeakyRelu leaky) {
        return x > 0 ? 1 : leaky.slope();
      } else if (layer instanceof Layer.Elu) {
        return x > 0 ? 1 : Math.exp(x);
      }
      return 1;
    }

    private boolean pools() {
      return layer instanceof Layer.Pooling
          || layer instanceof Layer.GlobalMean
          || layer instanceof Layer.GlobalMax;
    }

    private boolean takesMaximum() {
      return layer instanceof Layer.GlobalMax
          || (layer instanceof Layer.Pooling pooling && pooling.kind() == Layer.Pooling.Kind.MAX);
    }

    /** The inputs that an output is pooled from; those beyond the edge don't count. */
    private int[] places(int output) {
      int area = in.height() * in.width();
      int channel = output / (out.height() * out.width());
      if (!(layer instanceof Layer.Pooling pooling)) {
        int[] all = new int[area];
        Arrays.setAll(all, place -> channel * area + place);
        return all;
      }
      int row = output / out.width() % out.height();
      int column = output % out.width();
      int top = row * pooling.window().strideY() - pooling.window().paddingTop(in.height());
      int left = column * pooling.window().strideX() - pooling.window().paddingLeft(in.width());
      int y0 = Math.max(0, top);
      int y1 = Math.min(in.height(), top + pooling.window().height());
      int x0 = Math.max(0, left);
      int x1 = Math.min(in.width(), left + pooling.window().width());
      int[] places = new int[(y1 - y0) * (x1 - x0)];
      int next = 0;
      for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
          places[next++] = channel * area + y * in.width() + x;
        }
      }
      return places;
    }

    private int largest(double[] x, int[] places) {
      int best = places[0];
      for (int place : places) {
        if (x[place] > x[best]) {
          best = place;
        }
      }
      return best;
    }
  }
}
