package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.WeightsReader;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;

/** A network's weights made ready: normalisation is folded into the convolutions before it. */
final class InferenceWeights {
  private final Primitives primitives;
  private final Arena arena;
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
    Map<String, Kernel> kernels = kernels(spec);
    Plain plain = new Plain(spec, kernels.keySet(), all, arena);
    for (Step step : steps) {
      if (step.layer() instanceof Layer.BatchNorm) {
        norms.put(step.name(), alone(step.name(), plain));
      } else if (kernels.containsKey(step.name())) {
        packed.put(step.name(), pack(step, kernels.get(step.name()), plain));
      }
    }
    outputWeights = plain.row(spec.output().name(), Weights.KERNEL);
    outputBias = plain.row(spec.output().name(), Weights.BIAS);
  }

  private static Map<String, Kernel> kernels(NetworkSpec spec) {
    Map<String, Kernel> kernels = new HashMap<>();
    Map<String, Shape> shapes = spec.shapes();
    for (NetworkSpec.Node node : spec.layers()) {
      Kernel kernel = Kernel.of(node.layer(), shapes.get(node.inputs().get(0)));
      if (kernel != null) {
        kernels.put(node.name(), kernel);
      }
    }
    return kernels;
  }

  /** The weights as they were read, by layer. */
  private static final class Plain {
    private final Map<String, Layer> layers = new HashMap<>();

    /** Those of convolutions and dense layers, nearly all that there are. */
    private final Map<String, FloatPointer> kernels = new HashMap<>();

    /** The others, by name too. */
    private final Map<String, Map<String, float[]>> rows = new HashMap<>();

    Plain(NetworkSpec spec, Set<String> withKernel, WeightsReader all, Arena arena) {
      spec.layers().forEach(node -> layers.put(node.name(), node.layer()));
      spec.slices()
          .forEach(
              (layer, slices) -> {
                rows.put(layer, new HashMap<>());
                for (NetworkSpec.Slice slice : slices) {
                  if (withKernel.contains(layer) && slice.name().equals(Weights.KERNEL)) {
                    FloatPointer kernel = arena.allocate(slice.length());
                    all.next(kernel.asBuffer());
                    kernels.put(layer, kernel);
                  } else {
                    rows.get(layer).put(slice.name(), all.next(Math.toIntExact(slice.length())));
                  }
                }
              });
    }

    FloatPointer kernel(String layer) {
      return kernels.get(layer);
    }

    float[] row(String layer, String name) {
      return rows.get(layer).get(name);
    }

    double eps(String norm) {
      return ((Layer.BatchNorm) layers.get(norm)).eps();
    }

    /** The running variances of a normalisation. */
    float[] variance(String norm) {
      return Layer.BatchNorm.variances(row(norm, Weights.LOG10_STDEV));
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

  private Norm alone(String norm, Plain plain) {
    return new Norm(
        plain.eps(norm),
        tensor(plain.row(norm, Weights.GAMMA)),
        tensor(plain.row(norm, Weights.BETA)),
        tensor(plain.row(norm, Weights.MEAN)),
        tensor(plain.variance(norm)));
  }

  /** With {@code s = gamma / sqrt(var + eps)}: weights s W, bias s (b - mean) + beta. */
  private Packed pack(Step step, Kernel kernel, Plain plain) {
    FloatPointer weights = plain.kernel(step.name());
    float[] bias =
        kernel.bias() ? plain.row(step.name(), Weights.BIAS) : new float[kernel.outputs()];
    String norm = step.norm();
    if (norm != null) {
      float[] gamma = plain.row(norm, Weights.GAMMA);
      float[] beta = plain.row(norm, Weights.BETA);
      float[] mean = plain.row(norm, Weights.MEAN);
      float[] variance = plain.variance(norm);
      double eps = plain.eps(norm);
      float[] scale = new float[kernel.outputs()];
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
