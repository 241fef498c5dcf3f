package dev.emotion.engine;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;

/**
 * What a small network answers on oneDNN, and by its definition: plain loops in double precision.
 *
 * @param milliseconds the time of one batch on oneDNN
 * @param difference the largest difference between two probabilities
 */
public record EngineSelfTest(double milliseconds, double difference) {
  private static final int REPEATS = 10;
  private static final int FACES = 7;
  private static final int SIDE = 24;
  private static final int CHANNELS = 32;
  private static final int KERNEL = 3;
  private static final int CLASSES = 7;

  /**
   * Runs it: two convolutions of 32 channels on seven faces of 24 x 24. Takes less than a second.
   *
   * @return the time and the difference
   */
  public static EngineSelfTest run() {
    NetworkSpec spec =
        new NetworkSpec.Chain(new Shape(SIDE, SIDE, 1))
            .add("first", new Layer.Convolution(Window.same(KERNEL, 1), CHANNELS, false))
            .add("relu", new Layer.Relu())
            .add("second", new Layer.Convolution(Window.same(KERNEL, 1), CHANNELS, false))
            .add("features", new Layer.GlobalMean())
            .add("output", new Layer.Output(CLASSES))
            .build();
    float[] weights = wave((int) spec.weights(), 0.1);
    int area = SIDE * SIDE;
    float[] faces = wave(FACES * area, 1);
    try (NetworkEngine engine = NetworkEngine.of(spec, weights, Compute.all())) {
      double[][] found = engine.probabilities(faces);
      double difference = 0;
      for (int i = 0; i < FACES; i++) {
        double[] face = new double[area];
        for (int p = 0; p < area; p++) {
          face[p] = faces[i * area + p];
        }
        double[] expected = expected(face, weights);
        for (int c = 0; c < CLASSES; c++) {
          difference = Math.max(difference, Math.abs(found[i][c] - expected[c]));
        }
      }
      return new EngineSelfTest(milliseconds(engine, faces), difference);
    }
  }

  /**
   * Whether both give the same, but for rounding.
   *
   * @return false if the engine can't be trusted on this machine
   */
  public boolean agrees() {
    return difference < 1e-5;
  }

  /** Values without symmetry. */
  private static float[] wave(int count, double height) {
    float[] values = new float[count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (height * Math.sin(0.37 * i + 1e-5 * i * i));
    }
    return values;
  }

  private static double[] expected(double[] face, float[] weights) {
    double[] first = convolved(face, 1, weights, 0);
    for (int i = 0; i < first.length; i++) {
      first[i] = Math.max(0, first[i]);
    }
    int next = CHANNELS * KERNEL * KERNEL;
    double[] second = convolved(first, CHANNELS, weights, next);
    next *= 1 + CHANNELS;
    double[] scores = new double[CLASSES];
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      double logit = weights[next + CHANNELS * CLASSES + c];
      for (int i = 0; i < second.length; i++) {
        int channel = i / (SIDE * SIDE);
        logit += second[i] / (SIDE * SIDE) * weights[next + c * CHANNELS + channel];
      }
      scores[c] = Math.exp(logit);
      sum += scores[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      scores[c] /= sum;
    }
    return scores;
  }

  /** Of [channels, side, side], by weights [32, channels, 3, 3] from an index on. */
  private static double[] convolved(double[] input, int channels, float[] weights, int from) {
    double[] output = new double[CHANNELS * SIDE * SIDE];
    for (int i = 0; i < output.length; i++) {
      int y = i / SIDE % SIDE;
      int x = i % SIDE;
      for (int w = 0; w < channels * KERNEL * KERNEL; w++) {
        int row = y + w / KERNEL % KERNEL - 1;
        int column = x + w % KERNEL - 1;
        if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
          int channel = w / (KERNEL * KERNEL);
          int weight = from + i / (SIDE * SIDE) * channels * KERNEL * KERNEL + w;
          output[i] += input[(channel * SIDE + row) * SIDE + column] * weights[weight];
        }
      }
    }
    return output;
  }

  private static double milliseconds(NetworkEngine engine, float[] faces) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      engine.probabilities(faces);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e6;
  }
}
