package dev.emotion.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Runs a Keras network the slow way, in double precision, from what a file says and the meaning
 * that Keras's documentation gives to it. Knows nothing of the writer.
 */
final class KerasInterpreter {

  /** A value: [height][width][channels]; a row has null for the first two. */
  private record Value(int height, int width, int channels, boolean row, double[] values) {
    double at(int y, int x, int c) {
      return values[(y * width + x) * channels + c];
    }
  }

  /** An array of the file. */
  record Array(float[] values, int... shape) {}

  private final JsonObject network;
  private final Map<String, List<Array>> weights;

  /**
   * A network.
   *
   * @param network the JSON of the whole
   * @param weights of each layer, by name, in Keras's order
   */
  KerasInterpreter(JsonObject network, Map<String, List<Array>> weights) {
    this.network = network;
    this.weights = weights;
  }

  double[] probabilities(FacePixels face) {
    JsonObject config = network.getAsJsonObject("config");
    JsonArray layers = config.getAsJsonArray("layers");
    boolean chain = network.get("class_name").getAsString().equals("Sequential");
    Map<String, Value> values = new HashMap<>();
    String last = null;
    for (JsonElement element : layers) {
      JsonObject layer = element.getAsJsonObject();
      JsonObject settings = layer.getAsJsonObject("config");
      String name = settings.get("name").getAsString();
      List<Value> inputs = new ArrayList<>();
      if (chain && last != null) {
        inputs.add(values.get(last));
      } else if (!chain && !layer.getAsJsonArray("inbound_nodes").isEmpty()) {
        for (JsonElement tensor : layer.getAsJsonArray("inbound_nodes").get(0).getAsJsonArray()) {
          inputs.add(values.get(tensor.getAsJsonArray().get(0).getAsString()));
        }
      }
      String kind = layer.get("class_name").getAsString();
      List<Array> own = weights.getOrDefault(name, List.of());
      values.put(name, inputs.isEmpty() ? pixels(face) : layer(kind, settings, own, inputs));
      last = name;
    }
    return values.get(last).values;
  }

  private static Value pixels(FacePixels face) {
    int side = face.side();
    byte[] grey = new byte[side * side];
    face.copyTo(grey, 0);
    double[] values = new double[grey.length];
    for (int i = 0; i < grey.length; i++) {
      values[i] = grey[i] & 0xFF;
    }
    return new Value(side, side, 1, false, values);
  }

  private static Value layer(
      String kind, JsonObject settings, List<Array> weights, List<Value> inputs) {
    Value in = inputs.get(0);
    return switch (kind) {
      case "Rescaling" -> {
        double scale = settings.get("scale").getAsDouble();
        double offset = settings.get("offset").getAsDouble();
        yield map(in, x -> x * scale + offset);
      }
      case "Conv2D", "DepthwiseConv2D" -> convolution(in, settings, weights, kind.equals("Conv2D"));
      case "BatchNormalization" -> normalised(in, settings.get("epsilon").getAsDouble(), weights);
      case "Activation" -> activated(in, settings.get("activation").getAsString());
      case "MaxPooling2D", "AveragePooling2D" -> pooled(in, settings, kind.equals("MaxPooling2D"));
      case "GlobalAveragePooling2D" -> {
        double[] means = new double[in.channels];
        for (int i = 0; i < in.values.length; i++) {
          means[i % in.channels] += in.values[i] / in.height / in.width;
        }
        yield new Value(1, 1, in.channels, true, means);
      }
      case "GlobalMaxPooling2D" -> {
        double[] largest = new double[in.channels];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < in.values.length; i++) {
          largest[i % in.channels] = Math.max(largest[i % in.channels], in.values[i]);
        }
        yield new Value(1, 1, in.channels, true, largest);
      }
      case "ReLU" -> {
        double most = settings.get("max_value").getAsDouble();
        yield map(in, x -> Math.min(most, Math.max(0, x)));
      }
      case "LeakyReLU" -> {
        double slope = settings.get("alpha").getAsDouble();
        yield map(in, x -> x > 0 ? x : slope * x);
      }
      case "ELU" -> {
        double alpha = settings.get("alpha").getAsDouble();
        yield map(in, x -> x > 0 ? x : alpha * Math.expm1(x));
      }
      case "Permute" -> {
        if (in.row || !settings.get("dims").toString().equals("[3,1,2]")) {
          throw new IllegalStateException("Permute " + settings);
        }
        double[] turned = new double[in.values.length];
        int area = in.height * in.width;
        for (int i = 0; i < turned.length; i++) {
          turned[i % in.channels * area + i / in.channels] = in.values[i];
        }
        yield new Value(in.channels, in.height, in.width, false, turned);
      }
      case "Concatenate" -> {
        int channels = inputs.stream().mapToInt(value -> value.channels).sum();
        double[] values = new double[in.height * in.width * channels];
        int start = 0;
        for (Value input : inputs) {
          if (input.row != in.row) {
            throw new IllegalStateException("Keras joins no rows and images");
          }
          for (int i = 0; i < input.values.length; i++) {
            int place = i / input.channels;
            values[place * channels + start + i % input.channels] = input.values[i];
          }
          start += input.channels;
        }
        yield new Value(in.height, in.width, channels, in.row, values);
      }
      case "ZeroPadding2D" -> {
        JsonArray padding = settings.getAsJsonArray("padding");
        int top = padding.get(0).getAsJsonArray().get(0).getAsInt();
        int left = padding.get(1).getAsJsonArray().get(0).getAsInt();
        int height = in.height + top + padding.get(0).getAsJsonArray().get(1).getAsInt();
        int width = in.width + left + padding.get(1).getAsJsonArray().get(1).getAsInt();
        double[] values = new double[height * width * in.channels];
        for (int y = 0; y < in.height; y++) {
          System.arraycopy(
              in.values,
              y * in.width * in.channels,
              values,
              ((y + top) * width + left) * in.channels,
              in.width * in.channels);
        }
        yield new Value(height, width, in.channels, false, values);
      }
      case "Dropout", "SpatialDropout2D" -> in;
      case "Reshape" -> {
        JsonArray shape = settings.getAsJsonArray("target_shape");
        yield new Value(
            shape.get(0).getAsInt(),
            shape.get(1).getAsInt(),
            shape.get(2).getAsInt(),
            false,
            in.values);
      }
      case "Flatten" -> new Value(1, 1, in.values.length, true, in.values);
      case "Dense" -> dense(in, settings, weights);
      case "Add" -> {
        double[] sum = new double[in.values.length];
        for (Value input : inputs) {
          if (input.row != in.row) {
            throw new IllegalStateException("Keras adds no rows and images");
          }
          for (int i = 0; i < sum.length; i++) {
            sum[i] += input.values[i];
          }
        }
        yield new Value(in.height, in.width, in.channels, in.row, sum);
      }
      default -> throw new IllegalStateException(kind);
    };
  }

  private static Value map(Value in, DoubleUnaryOperator function) {
    double[] values = new double[in.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(in.values[i]);
    }
    return new Value(in.height, in.width, in.channels, in.row, values);
  }

  private static Value activated(Value in, String name) {
    return switch (name) {
      case "linear" -> in;
      case "relu" -> map(in, x -> Math.max(0, x));
      case "softmax" -> {
        Value exp = map(in, Math::exp);
        double sum = 0;
        for (double value : exp.values) {
          sum += value;
        }
        double all = sum;
        yield map(exp, x -> x / all);
      }
      default -> throw new IllegalStateException(name);
    };
  }

  private static Value normalised(Value in, double eps, List<Array> weights) {
    double[] values = new double[in.values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i % in.channels;
      double gamma = weights.get(0).values[c];
      double beta = weights.get(1).values[c];
      double mean = weights.get(2).values[c];
      double variance = weights.get(3).values[c];
      values[i] = gamma * (in.values[i] - mean) / Math.sqrt(variance + eps) + beta;
    }
    return new Value(in.height, in.width, in.channels, in.row, values);
  }

  private static Value dense(Value in, JsonObject settings, List<Array> weights) {
    requireRank(in, true);
    int units = settings.get("units").getAsInt();
    double[] values = new double[units];
    for (int unit = 0; unit < units; unit++) {
      double sum = settings.get("use_bias").getAsBoolean() ? weights.get(1).values[unit] : 0;
      for (int i = 0; i < in.values.length; i++) {
        sum += in.values[i] * weights.get(0).values[i * units + unit];
      }
      values[unit] = sum;
    }
    Value out = new Value(1, 1, units, true, values);
    return activated(out, settings.get("activation").getAsString());
  }

  private static void requireRank(Value in, boolean row) {
    if (in.row != row) {
      throw new IllegalStateException("a row: " + in.row + ", expected " + row);
    }
  }

  /** Where a window lies: TensorFlow pads more at the end where the padding is odd. */
  private record Moves(int size, int stride, int output, int before) {
    static Moves of(JsonObject settings, String size, int axis, int input) {
      int length = settings.getAsJsonArray(size).get(axis).getAsInt();
      int stride = settings.getAsJsonArray("strides").get(axis).getAsInt();
      if (settings.get("padding").getAsString().equals("valid")) {
        return new Moves(length, stride, (input - length) / stride + 1, 0);
      }
      int output = (input + stride - 1) / stride;
      int padding = Math.max(0, (output - 1) * stride + length - input);
      return new Moves(length, stride, output, padding / 2);
    }
  }

  private static Value convolution(
      Value in, JsonObject settings, List<Array> weights, boolean full) {
    requireRank(in, false);
    Moves y = Moves.of(settings, "kernel_size", 0, in.height);
    Moves x = Moves.of(settings, "kernel_size", 1, in.width);
    Array kernel = weights.get(0);
    int last = kernel.shape[3];
    int channels = full ? last : in.channels * last;
    boolean bias = settings.get("use_bias").getAsBoolean();
    double[] values = new double[y.output * x.output * channels];
    for (int i = 0; i < values.length; i++) {
      int out = i % channels;
      int column = i / channels % x.output;
      int row = i / channels / x.output;
      double sum = bias ? weights.get(1).values[out] : 0;
      for (int ky = 0; ky < y.size; ky++) {
        for (int kx = 0; kx < x.size; kx++) {
          int fromY = row * y.stride - y.before + ky;
          int fromX = column * x.stride - x.before + kx;
          if (fromY < 0 || fromX < 0 || fromY >= in.height || fromX >= in.width) {
            continue;
          }
          for (int c = full ? 0 : out / last; c < (full ? in.channels : out / last + 1); c++) {
            int at = ((ky * x.size + kx) * in.channels + c) * last + (full ? out : out % last);
            sum += in.at(fromY, fromX, c) * kernel.values[at];
          }
        }
      }
      values[i] = sum;
    }
    Value out = new Value(y.output, x.output, channels, false, values);
    return activated(out, settings.get("activation").getAsString());
  }

  private static Value pooled(Value in, JsonObject settings, boolean max) {
    requireRank(in, false);
    Moves y = Moves.of(settings, "pool_size", 0, in.height);
    Moves x = Moves.of(settings, "pool_size", 1, in.width);
    double[] values = new double[y.output * x.output * in.channels];
    for (int i = 0; i < values.length; i++) {
      int c = i % in.channels;
      int column = i / in.channels % x.output;
      int row = i / in.channels / x.output;
      double best = Double.NEGATIVE_INFINITY;
      double sum = 0;
      int count = 0;
      for (int ky = 0; ky < y.size; ky++) {
        for (int kx = 0; kx < x.size; kx++) {
          int fromY = row * y.stride - y.before + ky;
          int fromX = column * x.stride - x.before + kx;
          if (fromY >= 0 && fromX >= 0 && fromY < in.height && fromX < in.width) {
            best = Math.max(best, in.at(fromY, fromX, c));
            sum += in.at(fromY, fromX, c);
            count++;
          }
        }
      }
      values[i] = max ? best : sum / count;
    }
    return new Value(y.output, x.output, in.channels, false, values);
  }
}
