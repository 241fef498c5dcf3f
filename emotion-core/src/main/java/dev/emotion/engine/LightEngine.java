package dev.emotion.engine;

import dev.emotion.executor.Softmax;
import dev.emotion.network.Architecture;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.system.NativeLibrary;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * A network without DL4J, for a few faces: it starts several times faster, and takes several times
 * longer for a face. A convolution is a product of patches and weights, by OpenBLAS, which OpenCV
 * brings along; batch normalisation is folded into it. Gives the other engines' answers to about
 * 1e-6. Knows chains of convolution, normalisation with ReLU, and maximum pooling, at their end the
 * mean of all, what {@link Architecture} has, or all of them. Not thread-safe.
 */
final class LightEngine implements NetworkEngine {
  /** As packaged, and as OpenBLAS's own jar. */
  static final NativeLibrary LIBRARY =
      new NativeLibrary(() -> Loader.load(openblas_nolapack.class), "natives-", "openblas-");

  private final int threads;
  private final int area;

  /** From one map to the next, [height, width, channels], and to the row of features. */
  private final List<UnaryOperator<float[]>> steps;

  /** [classes, features]. */
  private final float[] outputWeights;

  private final float[] outputBias;

  private LightEngine(
      int threads,
      int area,
      List<UnaryOperator<float[]>> steps,
      float[] outputWeights,
      float[] outputBias) {
    this.threads = threads;
    this.area = area;
    this.steps = steps;
    this.outputWeights = outputWeights;
    this.outputBias = outputBias;
  }

  /**
   * The engine for a network. Touches no native library yet.
   *
   * @param spec the network
   * @param weights in the spec's order; copied
   * @param threads to compute with
   * @return empty where there is a layer that it doesn't know
   */
  static Optional<LightEngine> of(NetworkSpec spec, float[] weights, int threads) {
    FloatBuffer next = FloatBuffer.wrap(weights);
    List<UnaryOperator<float[]>> steps = new ArrayList<>();
    Shape shape = spec.input();
    String last = NetworkSpec.INPUT;
    Layer before = null;
    Convolution convolution = null;
    for (NetworkSpec.Node node : spec.layers()) {
      Layer layer = node.layer();
      Shape input = shape;
      if (!node.inputs().equals(List.of(last))) {
        return Optional.empty(); // a branch
      }
      last = node.name();
      shape = layer.output(input);
      if (layer instanceof Layer.Dropout) {
        continue;
      } else if (layer instanceof Layer.Convolution settings && !settings.bias()) {
        convolution = new Convolution(settings.window(), input, shape, next);
      } else if (layer instanceof Layer.BatchNorm norm && before instanceof Layer.Convolution) {
        convolution.fold(norm, next);
      } else if (layer instanceof Layer.Relu && before instanceof Layer.BatchNorm) {
        steps.add(convolution::apply);
      } else if (layer instanceof Layer.Pooling pooling
          && pooling.kind() == Layer.Pooling.Kind.MAX
          && complete(before)) {
        Shape output = shape;
        steps.add(map -> pooled(map, pooling.window(), input, output));
      } else if (layer instanceof Layer.GlobalMean && complete(before)) {
        steps.add(map -> mean(map, input.channels()));
      } else if (layer instanceof Layer.Flatten && complete(before)) {
        steps.add(map -> channelByChannel(map, input.channels()));
      } else if (layer instanceof Layer.Output output
          && (before instanceof Layer.GlobalMean || before instanceof Layer.Flatten)) {
        float[] matrix = take(next, output.classes() * input.channels());
        float[] bias = take(next, output.classes());
        int area = (int) spec.input().length();
        return Optional.of(new LightEngine(threads, area, List.copyOf(steps), matrix, bias));
      } else {
        return Optional.empty();
      }
      before = layer;
    }
    return Optional.empty();
  }

  private static boolean complete(Layer before) {
    return before instanceof Layer.Relu || before instanceof Layer.Pooling;
  }

  private static float[] take(FloatBuffer from, int count) {
    float[] values = new float[count];
    from.get(values);
    return values;
  }

  @Override
  public double[][] probabilities(float[] faces) {
    return Arrays.stream(features(faces))
        .map(row -> Softmax.of(logits(row)))
        .toArray(double[][]::new);
  }

  @Override
  public float[][] features(float[] faces) {
    LIBRARY.require();
    synchronized (LightEngine.class) { // OpenBLAS has one number of threads in a process
      openblas_nolapack.blas_set_num_threads(threads);
      float[][] features = new float[faces.length / area][];
      for (int face = 0; face < features.length; face++) {
        float[] map = Arrays.copyOfRange(faces, face * area, (face + 1) * area);
        for (UnaryOperator<float[]> step : steps) {
          map = step.apply(map);
        }
        features[face] = map;
      }
      return features;
    }
  }

  private double[] logits(float[] features) {
    double[] logits = new double[outputBias.length];
    for (int c = 0; c < logits.length; c++) {
      double sum = outputBias[c];
      for (int f = 0; f < features.length; f++) {
        sum += (double) features[f] * outputWeights[c * features.length + f];
      }
      logits[c] = sum;
    }
    return logits;
  }

  private static float[] mean(float[] map, int channels) {
    double[] sums = new double[channels];
    for (int at = 0; at < map.length; at++) {
      sums[at % channels] += map[at];
    }
    float[] means = new float[channels];
    for (int c = 0; c < channels; c++) {
      means[c] = (float) (sums[c] * channels / map.length);
    }
    return means;
  }

  private static float[] channelByChannel(float[] map, int channels) {
    int places = map.length / channels;
    float[] row = new float[map.length];
    for (int at = 0; at < map.length; at++) {
      row[at % channels * places + at / channels] = map[at];
    }
    return row;
  }

  /** A convolution with what follows it up to the ReLU. */
  private static final class Convolution {
    private final Window window;
    private final Shape input;
    private final Shape output;

    /** [row, column, in, out]. */
    private final float[] weights;

    private final float[] bias;

    /** Reads weights [out, in, row, column]. */
    Convolution(Window window, Shape input, Shape output, FloatBuffer next) {
      this.window = window;
      this.input = input;
      this.output = output;
      int in = input.channels();
      int out = output.channels();
      int places = window.height() * window.width();
      float[] kernel = take(next, out * in * places);
      weights = new float[kernel.length];
      bias = new float[out];
      int at = 0;
      for (int place = 0; place < places; place++) {
        for (int i = 0; i < in; i++) {
          for (int o = 0; o < out; o++) {
            weights[at++] = kernel[(o * in + i) * places + place];
          }
        }
      }
    }

    /** Reads gamma, beta, means and log10 of standard deviations. */
    void fold(Layer.BatchNorm norm, FloatBuffer next) {
      int out = bias.length;
      float[] factor = take(next, out); // gamma / deviation, below
      next.get(bias);
      float[] means = take(next, out);
      float[] deviations = take(next, out);
      for (int o = 0; o < out; o++) {
        double variance = Math.pow(100, deviations[o]);
        factor[o] /= (float) Math.sqrt(variance + norm.eps());
        bias[o] -= means[o] * factor[o];
      }
      for (int at = 0; at < weights.length; at++) {
        weights[at] *= factor[at % out];
      }
    }

    float[] apply(float[] map) {
      int out = output.channels();
      int length = weights.length / out; // of a patch
      int places = output.height() * output.width();
      float[] result = new float[places * out];
      openblas_nolapack.cblas_sgemm(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasNoTrans,
          openblas_nolapack.CblasNoTrans,
          places,
          out,
          length,
          1,
          patches(map),
          length,
          weights,
          out,
          0,
          result,
          out);
      for (int at = 0; at < result.length; at++) {
        result[at] = Math.max(0, result[at] + bias[at % out]);
      }
      return result;
    }

    /** What each window sees, [height, width, row, column, channels]; 0 beyond the edge. */
    private float[] patches(float[] map) {
      int channels = input.channels();
      int top = window.paddingTop(input.height());
      int left = window.paddingLeft(input.width());
      int places = window.height() * window.width();
      float[] patches = new float[output.height() * output.width() * places * channels];
      int at = 0;
      for (int y = 0; y < output.height(); y++) {
        for (int x = 0; x < output.width(); x++) {
          for (int place = 0; place < places; place++) {
            int row = y * window.strideY() + place / window.width() - top;
            int column = x * window.strideX() + place % window.width() - left;
            if (row >= 0 && row < input.height() && column >= 0 && column < input.width()) {
              int from = (row * input.width() + column) * channels;
              System.arraycopy(map, from, patches, at, channels);
            }
            at += channels;
          }
        }
      }
      return patches;
    }
  }

  /** The largest of each window; at the edges, windows are smaller. */
  private static float[] pooled(float[] map, Window window, Shape input, Shape output) {
    int channels = input.channels();
    float[] result = new float[(int) output.length()];
    int at = 0;
    for (int y = 0; y < output.height(); y++) {
      int top = y * window.strideY() - window.paddingTop(input.height());
      int bottom = Math.min(top + window.height(), input.height());
      for (int x = 0; x < output.width(); x++) {
        int left = x * window.strideX() - window.paddingLeft(input.width());
        int right = Math.min(left + window.width(), input.width());
        Arrays.fill(result, at, at + channels, Float.NEGATIVE_INFINITY);
        for (int row = Math.max(0, top); row < bottom; row++) {
          for (int column = Math.max(0, left); column < right; column++) {
            int from = (row * input.width() + column) * channels;
            for (int c = 0; c < channels; c++) {
              result[at + c] = Math.max(result[at + c], map[from + c]);
            }
          }
        }
        at += channels;
      }
    }
    return result;
  }

  @Override
  public void close() {
    // Nothing but Java's own memory.
  }
}
