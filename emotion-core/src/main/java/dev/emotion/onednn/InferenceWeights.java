package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.WeightsReader;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/** A network's weights made ready: normalisation is folded into the convolutions before it. */
final class InferenceWeights {
  private final Primitives primitives;
  private final Arena arena;
  private final Map<String, Layer> layers = new HashMap<>();

  /** As read, but for {@link #kernels}: by layer and name. */
  private final Map<String, Map<String, float[]>> rows = new HashMap<>();

  /** The weights of convolutions and dense layers, nearly all that there are. */
  private final Map<String, FloatPointer> kernels = new HashMap<>();

  private final Map<String, Packed> packed = new HashMap<>();
  private final Map<String, Norm> norms = new HashMap<>();
  private final float[] outputWeights;
  private final float[] outputBias;

  /** Weights and bias of a convolution or dense layer. */
  record Packed(Kernel kernel, PackedWeights weights, Tensor bias) {}

  /** A normalisation by itself. */
  record Norm(double eps, Tensor gamma, Tensor beta, Tensor mean, Tensor variance) {}

  /** Reads all weights and makes them ready. */
  InferenceWeights(
      NetworkSpec spec, List<Step> steps, WeightsReader all, Primitives primitives, Arena arena) {
    this.primitives = primitives;
    this.arena = arena;
    Map<String, Kernel> shapes = new HashMap<>();
    Map<String, Shape> outputs = spec.shapes();
    for (NetworkSpec.Node node : spec.layers()) {
      layers.put(node.name(), node.layer());
      Kernel kernel = Kernel.of(node.layer(), outputs.get(node.inputs().get(0)));
      if (kernel != null) {
        shapes.put(node.name(), kernel);
      }
    }
    spec.slices().forEach((layer, own) -> read(layer, own, shapes.containsKey(layer), all));
    for (Step step : steps) {
      if (step.layer() instanceof Layer.BatchNorm norm) {
        norms.put(step.name(), alone(step.name(), norm));
      } else if (shapes.containsKey(step.name())) {
        packed.put(step.name(), pack(step, shapes.get(step.name())));
      }
    }
    outputWeights = row(spec.output().name(), "W");
    outputBias = row(spec.output().name(), "b");
    rows.clear();
    kernels.clear();
  }

  private void read(
      String layer, List<NetworkSpec.Slice> slices, boolean hasKernel, WeightsReader all) {
    for (NetworkSpec.Slice slice : slices) {
      if (hasKernel && slice.name().equals("W")) {
        FloatPointer kernel = arena.allocate(slice.length());
        all.next(kernel.asBuffer());
        kernels.put(layer, kernel);
      } else {
        float[] row = all.next(Math.toIntExact(slice.length()));
        rows.computeIfAbsent(layer, name -> new HashMap<>()).put(slice.name(), row);
      }
    }
  }

  Packed packed(String step) {
    return packed.get(step);
  }

  Norm norm(String step) {
    return norms.get(step);
  }

  /** Of the last layer, [classes, features]. */
  float[] outputWeights() {
    return outputWeights;
  }

  /** Of the last layer, [classes]. */
  float[] outputBias() {
    return outputBias;
  }

  private float[] row(String layer, String name) {
    return rows.get(layer).get(name);
  }

  /** The running variances of a normalisation. */
  private float[] variance(String layer) {
    float[] stored = row(layer, "log10stdev");
    float[] values = new float[stored.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Layer.BatchNorm.variance(stored[i]);
    }
    return values;
  }

  private Norm alone(String name, Layer.BatchNorm layer) {
    return new Norm(
        layer.eps(),
        tensor(row(name, "gamma")),
        tensor(row(name, "beta")),
        tensor(row(name, "mean")),
        tensor(variance(name)));
  }

  /** With {@code s = gamma / sqrt(var + eps)}: weights s W, bias s (b - mean) + beta. */
  private Packed pack(Step step, Kernel kernel) {
    float[] bias = kernel.bias() ? row(step.name(), "b") : new float[kernel.outputs()];
    FloatPointer weights = kernels.get(step.name());
    if (step.norm() != null) {
      float[] scale = new float[kernel.outputs()];
      float[] gamma = row(step.norm(), "gamma");
      float[] beta = row(step.norm(), "beta");
      float[] mean = row(step.norm(), "mean");
      float[] variance = variance(step.norm());
      double eps = ((Layer.BatchNorm) layers.get(step.norm())).eps();
      for (int c = 0; c < scale.length; c++) {
        double factor = gamma[c] / Math.sqrt(variance[c] + eps);
        scale[c] = (float) factor;
        bias[c] = (float) (factor * (bias[c] - (double) mean[c]) + beta[c]);
      }
      FloatBuffer values = weights.asBuffer();
      for (int i = 0; i < values.limit(); i++) {
        values.put(i, values.get(i) * scale[kernel.output(i)]);
      }
    }
    return new Packed(
        kernel,
        new PackedWeights(primitives, arena, kernel.plain(primitives), weights),
        tensor(bias));
  }

  private Tensor tensor(float[] values) {
    Tensor tensor = primitives.tensor(primitives.row(values.length), arena.allocate(values.length));
    tensor.values().put(values);
    return tensor;
  }
}
