package dev.emotion.keras;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Keras's layers in plain Java, by their definitions: channels last, in double precision, loop by
 * loop. It shares nothing with what it checks.
 *
 * @param shape [rows, columns, channels] of a face's values, [length] of a row; any of weights
 * @param values in C order
 */
record Values(int[] shape, double[] values) {

  static Values of(int[] shape, double... values) {
    return new Values(shape, values);
  }

  /** Small numbers, exact in single precision. */
  static Values random(Random random, int... shape) {
    double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / 2);
    }
    return new Values(shape, values);
  }

  Values map(DoubleUnaryOperator function) {
    return new Values(shape, Arrays.stream(values).map(function).map(v -> (float) v).toArray());
  }

  /** As Java's array of arrays of floats. */
  Object nested() {
    return nested(0, new int[1]);
  }

  private Object nested(int axis, int[] next) {
    if (axis == shape.length - 1) {
      float[] row = new float[shape[axis]];
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) values[next[0]++];
      }
      return row;
    }
    int[] rest = Arrays.copyOfRange(shape, axis, shape.length);
    Object result = Array.newInstance(float.class, rest);
    for (int i = 0; i < shape[axis]; i++) {
      Array.set(result, i, nested(axis + 1, next));
    }
    return result;
  }

  private double at(int row, int column, int channel) {
    return row < 0 || column < 0 || row >= shape[0] || column >= shape[1]
        ? Double.NaN
        : values[(row * shape[1] + column) * shape[2] + channel];
  }

  private static int places(int length, int size, int stride, boolean same) {
    return same ? (length + stride - 1) / stride : (length - size) / stride + 1;
  }

  /** TensorFlow's rule: what is odd goes to the end. */
  private static int before(int length, int size, int stride, boolean same) {
    int total = Math.max((places(length, size, stride, true) - 1) * stride + size - length, 0);
    return same ? total / 2 : 0;
  }

  /** What one place of a window gives. */
  private interface Place {
    double of(int top, int left, int channel);
  }

  private Values windows(int height, int width, int stride, boolean same, int out, Place place) {
    int rows = places(shape[0], height, stride, same);
    int columns = places(shape[1], width, stride, same);
    double[] result = new double[rows * columns * out];
    int next = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        for (int channel = 0; channel < out; channel++) {
          result[next++] =
              place.of(
                  y * stride - before(shape[0], height, stride, same),
                  x * stride - before(shape[1], width, stride, same),
                  channel);
        }
      }
    }
    return new Values(new int[] {rows, columns, out}, result);
  }

  /** Kernel [rows, columns, in, out]. */
  Values conv(Values kernel, int stride, boolean same) {
    int[] k = kernel.shape;
    return windows(
        k[0],
        k[1],
        stride,
        same,
        k[3],
        (top, left, out) -> {
          double sum = 0;
          for (int i = 0; i < kernel.values.length; i++) {
            if (i % k[3] == out) {
              int in = i / k[3] % k[2];
              int pixel = i / k[3] / k[2];
              double value = at(top + pixel / k[1], left + pixel % k[1], in);
              sum += Double.isNaN(value) ? 0 : value * kernel.values[i];
            }
          }
          return sum;
        });
  }

  /** Kernel [rows, columns, in, multiplier]; outputs of one channel lie together. */
  Values depthwise(Values kernel, int stride, boolean same) {
    int[] k = kernel.shape;
    return windows(
        k[0],
        k[1],
        stride,
        same,
        k[2] * k[3],
        (top, left, out) -> {
          double sum = 0;
          for (int y = 0; y < k[0]; y++) {
            for (int x = 0; x < k[1]; x++) {
              double value = at(top + y, left + x, out / k[3]);
              double weight =
                  kernel.values[((y * k[1] + x) * k[2] + out / k[3]) * k[3] + out % k[3]];
              sum += Double.isNaN(value) ? 0 : value * weight;
            }
          }
          return sum;
        });
  }

  /** The largest of each window; the padding isn't looked at. */
  Values maxPool(int size, int stride, boolean same) {
    return windows(
        size,
        size,
        stride,
        same,
        shape[2],
        (top, left, channel) -> {
          double most = Double.NEGATIVE_INFINITY;
          for (int i = 0; i < size * size; i++) {
            double value = at(top + i / size, left + i % size, channel);
            most = Double.isNaN(value) ? most : Math.max(most, value);
          }
          return most;
        });
  }

  /** The mean of each window; the padding isn't counted. */
  Values meanPool(int size, int stride, boolean same) {
    return windows(
        size,
        size,
        stride,
        same,
        shape[2],
        (top, left, channel) -> {
          double sum = 0;
          int count = 0;
          for (int i = 0; i < size * size; i++) {
            double value = at(top + i / size, left + i % size, channel);
            sum += Double.isNaN(value) ? 0 : value;
            count += Double.isNaN(value) ? 0 : 1;
          }
          return sum / count;
        });
  }

  Values pad(int top, int bottom, int left, int right) {
    int rows = shape[0] + top + bottom;
    int columns = shape[1] + left + right;
    double[] result = new double[rows * columns * shape[2]];
    for (int i = 0; i < result.length; i++) {
      int pixel = i / shape[2];
      double value = at(pixel / columns - top, pixel % columns - left, i % shape[2]);
      result[i] = Double.isNaN(value) ? 0 : value;
    }
    return new Values(new int[] {rows, columns, shape[2]}, result);
  }

  private int channels() {
    return shape[shape.length - 1];
  }

  /** Adds a value to each channel. */
  Values plus(Values bias) {
    double[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += bias.values[i % channels()];
    }
    return new Values(shape, result);
  }

  Values norm(Values gamma, Values beta, Values mean, Values variance, double epsilon) {
    double[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      int c = i % channels();
      result[i] =
          gamma.values[c] * (result[i] - mean.values[c]) / Math.sqrt(variance.values[c] + epsilon)
              + beta.values[c];
    }
    return new Values(shape, result);
  }

  Values each(DoubleUnaryOperator function) {
    return new Values(shape, Arrays.stream(values).map(function).toArray());
  }

  Values relu() {
    return each(x -> Math.max(x, 0));
  }

  Values add(Values other) {
    double[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += other.values[i];
    }
    return new Values(shape, result);
  }

  Values concat(Values other) {
    int mine = channels();
    int both = mine + other.channels();
    double[] result = new double[values.length + other.values.length];
    for (int i = 0; i < result.length; i++) {
      int c = i % both;
      result[i] =
          c < mine
              ? values[i / both * mine + c]
              : other.values[i / both * other.channels() + c - mine];
    }
    int[] to = shape.clone();
    to[to.length - 1] = both;
    return new Values(to, result);
  }

  Values globalMean() {
    double[] result = new double[channels()];
    int places = values.length / channels();
    for (int i = 0; i < values.length; i++) {
      result[i % channels()] += values[i] / places;
    }
    return new Values(new int[] {result.length}, result);
  }

  Values globalMax() {
    double[] result = new double[channels()];
    Arrays.fill(result, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < values.length; i++) {
      result[i % channels()] = Math.max(result[i % channels()], values[i]);
    }
    return new Values(new int[] {result.length}, result);
  }

  /** Pixel by pixel. */
  Values flatten() {
    return new Values(new int[] {values.length}, values);
  }

  /** Channel by channel. */
  Values flattenChannelsFirst() {
    double[] result = new double[values.length];
    int pixels = values.length / channels();
    for (int i = 0; i < values.length; i++) {
      result[i % channels() * pixels + i / channels()] = values[i];
    }
    return new Values(new int[] {values.length}, result);
  }

  /** A row times [in, out], or each pixel's channels. */
  Values dense(Values matrix) {
    int in = matrix.shape[0];
    int out = matrix.shape[1];
    double[] result = new double[values.length / in * out];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < in; j++) {
        result[i] += values[i / out * in + j] * matrix.values[j * out + i % out];
      }
    }
    int[] to = shape.clone();
    to[to.length - 1] = out;
    return new Values(to, result);
  }

  double[] softmax() {
    double sum = Arrays.stream(values).map(Math::exp).sum();
    return Arrays.stream(values).map(v -> Math.exp(v) / sum).toArray();
  }
}
