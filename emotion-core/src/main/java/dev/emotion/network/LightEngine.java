package dev.emotion.network;

import dev.emotion.NativeLoading;
import dev.emotion.executor.Softmax;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * A network of an {@link Architecture} without DL4J, for a few faces: it starts several times
 * faster, and takes several times longer for a face. A convolution is a product of patches and
 * weights, by OpenBLAS, which OpenCV brings along; batch normalisation is folded into it. Gives the
 * other engines' answers to about 1e-6. Not thread-safe.
 */
final class LightEngine implements InferenceEngine {
  /** DL4J's, which {@link NetworkDefinition} leaves alone. */
  private static final double EPSILON = 1e-5;

  /** Width and height of a convolution's window. */
  private static final int WINDOW = 3;

  private static final int PLACES = WINDOW * WINDOW;

  /**
   * 3x3, same size, with what follows it up to the ReLU.
   *
   * @param weights [row, column, in, out]
   * @param bias [out]
   */
  private record Convolution(int in, int out, float[] weights, float[] bias) {}

  private final List<List<Convolution>> blocks = new ArrayList<>();

  /** [classes, features]. */
  private final float[] outputWeights;

  private final float[] outputBias;

  /**
   * An engine. Touches no native library yet.
   *
   * @param network its design
   * @param classes how many it tells apart
   * @param weights {@link #weights} numbers as DL4J has them, layer by layer: a convolution's [out,
   *     in, row, column], a normalisation's gamma, beta, means and log10 of standard deviations,
   *     the last layer's [classes, features] and bias
   */
  LightEngine(NetworkSettings network, int classes, float[] weights) {
    FloatBuffer next = FloatBuffer.wrap(weights);
    int in = 1;
    for (List<Integer> block : network.architecture().blocks(network.width())) {
      List<Convolution> convolutions = new ArrayList<>();
      for (int out : block) {
        convolutions.add(convolution(next, in, out));
        in = out;
      }
      blocks.add(convolutions);
    }
    outputWeights = take(next, in * classes);
    outputBias = take(next, classes);
  }

  /** Loads the native library, unless it is there. */
  static void load() {
    NativeLoading.announce("natives-", "openblas-"); // as packaged, and as OpenBLAS's own jar
    Loader.load(openblas_nolapack.class);
  }

  /**
   * The number of weights, batch normalisation's statistics included.
   *
   * @param network its design
   * @param classes how many it tells apart
   * @return a count
   */
  static long weights(NetworkSettings network, int classes) {
    long sum = 0;
    long in = 1;
    for (List<Integer> block : network.architecture().blocks(network.width())) {
      for (int out : block) {
        sum += (PLACES * in + 4) * out; // and its normalisation's four rows
        in = out;
      }
    }
    return sum + (in + 1) * classes;
  }

  private static float[] take(FloatBuffer from, int count) {
    float[] values = new float[count];
    from.get(values);
    return values;
  }

  private static Convolution convolution(FloatBuffer next, int in, int out) {
    float[] kernel = take(next, out * in * PLACES);
    float[] factor = take(next, out); // gamma / deviation, below
    float[] bias = take(next, out);
    float[] means = take(next, out);
    float[] deviations = take(next, out); // their decimal logarithms
    for (int o = 0; o < out; o++) {
      double variance = Math.pow(100, deviations[o]);
      factor[o] /= (float) Math.sqrt(variance + EPSILON);
      bias[o] -= means[o] * factor[o];
    }
    float[] weights = new float[kernel.length];
    int at = 0;
    for (int place = 0; place < PLACES; place++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          weights[at++] = kernel[(o * in + i) * PLACES + place] * factor[o];
        }
      }
    }
    return new Convolution(in, out, weights, bias);
  }

  @Override
  public double[][] probabilities(float[] faces, int side) {
    NativeLoading.await();
    openblas_nolapack.blas_set_num_threads(NativeEngine.threads());
    int area = side * side;
    double[][] probabilities = new double[faces.length / area][];
    for (int face = 0; face < probabilities.length; face++) {
      float[] pixels = Arrays.copyOfRange(faces, face * area, (face + 1) * area);
      probabilities[face] = Softmax.of(logits(pixels, side));
    }
    return probabilities;
  }

  /** Maps are [side, side, channels]. */
  private double[] logits(float[] pixels, int side) {
    float[] map = pixels;
    int width = side;
    for (List<Convolution> block : blocks) {
      for (Convolution convolution : block) {
        map = convolved(map, width, convolution);
      }
      map = pooled(map, width, block.get(0).out);
      width = (width + 1) / 2;
    }
    int features = outputWeights.length / outputBias.length;
    double[] logits = new double[outputBias.length];
    for (int c = 0; c < logits.length; c++) {
      double sum = 0;
      for (int at = 0; at < map.length; at++) {
        sum += (double) map[at] * outputWeights[c * features + at % features];
      }
      logits[c] = sum / (width * width) + outputBias[c];
    }
    return logits;
  }

  private static float[] convolved(float[] map, int side, Convolution convolution) {
    int out = convolution.out;
    int length = PLACES * convolution.in; // of a patch
    int area = side * side;
    float[] result = new float[area * out];
    openblas_nolapack.cblas_sgemm(
        openblas_nolapack.CblasRowMajor,
        openblas_nolapack.CblasNoTrans,
        openblas_nolapack.CblasNoTrans,
        area,
        out,
        length,
        1,
        patches(map, side, convolution.in),
        length,
        convolution.weights,
        out,
        0,
        result,
        out);
    for (int at = 0; at < result.length; at++) {
      result[at] = Math.max(0, result[at] + convolution.bias[at % out]);
    }
    return result;
  }

  /** What each window sees, [side, side, row, column, channels]; 0 beyond the edge. */
  private static float[] patches(float[] map, int side, int channels) {
    float[] patches = new float[side * side * PLACES * channels];
    int at = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int place = 0; place < PLACES; place++) {
          int row = y + place / WINDOW - 1;
          int column = x + place % WINDOW - 1;
          if (row >= 0 && row < side && column >= 0 && column < side) {
            System.arraycopy(map, (row * side + column) * channels, patches, at, channels);
          }
          at += channels;
        }
      }
    }
    return patches;
  }

  /** The largest of each 2x2 window; of an odd side, the last windows are smaller. */
  private static float[] pooled(float[] map, int side, int channels) {
    int half = (side + 1) / 2;
    float[] result = new float[half * half * channels];
    int at = 0;
    for (int y = 0; y < half; y++) {
      for (int x = 0; x < half; x++) {
        int corner = (2 * y * side + 2 * x) * channels;
        int right = 2 * x + 1 < side ? channels : 0;
        int below = 2 * y + 1 < side ? side * channels : 0;
        for (int c = corner; c < corner + channels; c++) {
          result[at++] =
              Math.max(
                  Math.max(map[c], map[c + right]),
                  Math.max(map[c + below], map[c + below + right]));
        }
      }
    }
    return result;
  }

  @Override
  public void close() {
    // Nothing but Java's own memory.
  }
}
