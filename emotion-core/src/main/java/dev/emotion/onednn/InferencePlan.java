package dev.emotion.onednn;

import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import dev.emotion.network.Softmax;
import dev.emotion.network.WeightsReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained network compiled for inference: batch normalisation, sums and simple functions are part
 * of the convolutions before them, weights are in the layouts that oneDNN likes best, and memory is
 * kept. It gives DL4J's answers to about 1e-6. Not thread-safe.
 */
public final class InferencePlan implements AutoCloseable {
  /**
   * Batch sizes that programs are made for; other numbers of images go through in pieces of these.
   */
  private static final List<Integer> BATCHES = List.of(32, 8, 1);

  /** A batch is filled up rather than split if at least one in this many places is used. */
  private static final int FULL_ENOUGH = 2;

  private final NetworkSpec spec;
  private final Step.Plan plan;
  private final Precision precision;
  private final Arena arena = new Arena();
  private final InferenceWeights weights;
  private final List<Primitives> owned = new ArrayList<>();
  private final Map<Integer, InferenceProgram> programs = new HashMap<>();

  private InferencePlan(NetworkSpec spec, WeightsReader all, Precision precision) {
    this.spec = spec;
    this.precision = precision;
    this.plan = Step.plan(spec);
    try {
      this.weights = new InferenceWeights(spec, plan.steps(), all, primitives(), arena);
      // What is asked first is often one image, which is still being searched for a face now.
      programs.put(1, program(1));
    } catch (RuntimeException | Error e) { // out of memory
      close();
      throw e;
    }
  }

  /**
   * Compiles a network.
   *
   * @param spec the network
   * @param weights read to the end
   * @param precision of what its layers multiply, but for the last
   * @return the plan
   */
  public static InferencePlan of(NetworkSpec spec, WeightsReader weights, Precision precision) {
    return new InferencePlan(spec, weights, precision);
  }

  /**
   * The softmax of any number of images.
   *
   * @param images the values of [n, height, width, channels]
   * @return probabilities [n][classes]
   * @throws IllegalStateException if this is closed
   */
  public double[][] probabilities(float[] images) {
    return Arrays.stream(features(images))
        .map(row -> Softmax.of(logits(row)))
        .toArray(double[][]::new);
  }

  /**
   * What the last layer takes of any number of images.
   *
   * @param images the values of [n, height, width, channels]
   * @return features [n][inputs of the last layer]
   * @throws IllegalStateException if this is closed
   */
  public float[][] features(float[] images) {
    int area = (int) spec.input().length();
    int length = weights.outputWeights().length / weights.outputBias().length;
    float[][] features = new float[images.length / area][];
    int from = 0;
    while (from < features.length) {
      int left = features.length - from;
      int size = BATCHES.stream().filter(b -> left * FULL_ENOUGH >= b).findFirst().orElse(1);
      int take = Math.min(size, left);
      InferenceProgram program = programs.computeIfAbsent(size, this::program);
      float[] rows = program.run(images, from * area, take * area);
      for (int i = 0; i < take; i++) {
        features[from + i] = Arrays.copyOfRange(rows, i * length, (i + 1) * length);
      }
      from += take;
    }
    return features;
  }

  private InferenceProgram program(int size) {
    arena.rewind();
    return new InferenceProgram(spec, plan, weights, primitives(), arena, size);
  }

  private Primitives primitives() {
    Primitives some = new Primitives(precision);
    owned.add(some);
    return some;
  }

  /** The last layer, in double precision: it costs nothing, and does not depend on the batch. */
  private double[] logits(float[] features) {
    float[] outputWeights = weights.outputWeights();
    float[] outputBias = weights.outputBias();
    double[] values = new double[outputBias.length];
    for (int c = 0; c < values.length; c++) {
      double sum = outputBias[c];
      for (int f = 0; f < features.length; f++) {
        sum += features[f] * (double) outputWeights[c * features.length + f];
      }
      values[c] = sum;
    }
    return values;
  }

  @Override
  public void close() {
    programs.clear();
    owned.forEach(Primitives::close);
    owned.clear();
    arena.close();
  }
}
