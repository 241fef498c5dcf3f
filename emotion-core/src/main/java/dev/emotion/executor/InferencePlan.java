package dev.emotion.executor;

import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network compiled for inference: batch normalisation is folded into the convolutions,
 * and the memory is kept. It gives DL4J's answers to about 1e-6. Not thread-safe.
 */
public final class InferencePlan implements AutoCloseable {
  /**
   * Batch sizes that are kept ready; other numbers of images go through in pieces of these. The two
   * small ones give the same bits ({@link PatchProduct}), the large one begins beyond {@link
   * dev.emotion.classify.FaceClassifier#EXACT_BATCH}.
   */
  private static final List<Integer> BATCHES = List.of(32, 8, 1);

  /** A batch is filled up rather than split if at least one in this many places is used. */
  private static final int FULL_ENOUGH = 2;

  private final Shape image;
  private final INDArray all;
  private final LayerGraph graph;
  private final List<Arena> arenas = new ArrayList<>();
  private final float[] weights; // [features, classes]
  private final double[] bias;
  private final Map<Integer, InferenceProgram> programs = new HashMap<>();

  private InferencePlan(NetworkSpec spec, INDArray all) {
    this.image = spec.input();
    this.all = all;
    this.graph = LayerGraph.of(spec, all, null, null).forInference();
    INDArray matrix = graph.head().dense().weights().value();
    this.weights = Nd4j.toFlattened('c', matrix).toFloatVector();
    Parameter shift = graph.head().dense().bias();
    this.bias = shift == null ? new double[(int) matrix.size(1)] : shift.value().toDoubleVector();
  }

  /**
   * Compiles a network.
   *
   * @param spec the network
   * @param weights in the spec's order; copied
   * @return the plan
   */
  public static InferencePlan of(NetworkSpec spec, float[] weights) {
    return new InferencePlan(spec, Nd4j.create(weights, new long[] {weights.length}, 'c'));
  }

  /**
   * The softmax of any number of images.
   *
   * @param images the values of [n, height, width, channels]
   * @return probabilities [n][classes]
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
   */
  public float[][] features(float[] images) {
    int area = (int) image.length();
    int length = weights.length / bias.length;
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
    Arena arena = new Arena(DataType.FLOAT);
    arenas.add(arena);
    return new InferenceProgram(
        graph, arena, size, image.height(), image.width(), image.channels());
  }

  /** The last layer, in double precision: it costs nothing, and does not depend on the batch. */
  private double[] logits(float[] features) {
    double[] values = bias.clone();
    int next = 0;
    for (float feature : features) {
      for (int c = 0; c < values.length; c++) {
        values[c] += feature * (double) weights[next++];
      }
    }
    return values;
  }

  @Override
  public void close() {
    programs.clear();
    arenas.forEach(Arena::close);
    arenas.clear();
    all.close();
  }
}
