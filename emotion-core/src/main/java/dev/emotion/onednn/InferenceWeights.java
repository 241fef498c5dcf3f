package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network's weights made ready: normalisation is folded into the convolutions before it. */
final class InferenceWeights {
  private final Primitives primitives;
  private final Arena arena;
  private final Map<String, Layer> layers = new HashMap<>();
  private final Map<String, List<NetworkSpec.Slice>> slices;
  private final Map<String, Packed> packed = new HashMap<>();
  private final Map<String, Norm> norms = new HashMap<>();

  /** Weights and bias of a convolution or dense layer. */
  record Packed(Kernel kernel, PackedWeights weights, Tensor bias) {}

  /** A normalisation by itself. */
  record Norm(double eps, Tensor gamma, Tensor beta, Tensor mean, Tensor variance) {}

  /**
   * Makes the weights ready.
   *
   * @param all in the spec's order
   */
  InferenceWeights(
      NetworkSpec spec, List<Step> steps, float[] all, Primitives primitives, Arena arena) {
    this.primitives = primitives;
    this.arena = arena;
    this.slices = spec.slices();
    spec.layers().forEach(node -> layers.put(node.name(), node.layer()));
    Map<String, Shape> shapes = new HashMap<>(spec.shapes());
    for (NetworkSpec.Node node : spec.layers()) {
      shapes.put("before " + node.name(), shapes.get(node.inputs().get(0)));
    }
    for (Step step : steps) {
      if (step.layer() instanceof Layer.BatchNorm norm) {
        norms.put(step.name(), alone(all, step.name(), norm));
      } else {
        Kernel kernel = Kernel.of(step.layer(), shapes.get("before " + step.name()));
        if (kernel != null) {
          packed.put(step.name(), pack(all, step, kernel));
        }
      }
    }
  }

  Packed packed(String step) {
    return packed.get(step);
  }

  Norm norm(String step) {
    return norms.get(step);
  }

  private float[] values(float[] all, String layer, String name) {
    return slice(layer, name).of(all);
  }

  private NetworkSpec.Slice slice(String layer, String name) {
    return slices.get(layer).stream()
        .filter(some -> some.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The running variances of a normalisation. */
  private float[] variance(float[] all, String layer) {
    float[] values = values(all, layer, "log10stdev");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Layer.BatchNorm.variance(values[i]);
    }
    return values;
  }

  private Norm alone(float[] all, String name, Layer.BatchNorm layer) {
    return new Norm(
        layer.eps(),
        row(values(all, name, "gamma")),
        row(values(all, name, "beta")),
        row(values(all, name, "mean")),
        row(variance(all, name)));
  }

  /** With {@code s = gamma / sqrt(var + eps)}: weights s W, bias s (b - mean) + beta. */
  private Packed pack(float[] all, Step step, Kernel kernel) {
    float[] bias = kernel.bias() ? values(all, step.name(), "b") : new float[kernel.outputs()];
    float[] scale = new float[kernel.outputs()];
    Arrays.fill(scale, 1);
    if (step.norm() != null) {
      float[] gamma = values(all, step.norm(), "gamma");
      float[] beta = values(all, step.norm(), "beta");
      float[] mean = values(all, step.norm(), "mean");
      float[] variance = variance(all, step.norm());
      double eps = ((Layer.BatchNorm) layers.get(step.norm())).eps();
      for (int c = 0; c < scale.length; c++) {
        double factor = gamma[c] / Math.sqrt(variance[c] + eps);
        scale[c] = (float) factor;
        bias[c] = (float) (factor * (bias[c] - (double) mean[c]) + beta[c]);
      }
    }
    int from = (int) slice(step.name(), "W").from();
    PackedWeights packed =
        new PackedWeights(
            primitives,
            arena,
            kernel.plain(primitives),
            to -> {
              for (int i = 0; i < to.limit(); i++) {
                to.put(i, all[from + i] * scale[kernel.output(i)]);
              }
            });
    return new Packed(kernel, packed, row(bias));
  }

  private Tensor row(float[] values) {
    Tensor tensor = primitives.tensor(primitives.row(values.length), arena.allocate(values.length));
    tensor.values().put(values);
    return tensor;
  }
}
