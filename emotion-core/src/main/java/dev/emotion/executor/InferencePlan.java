package dev.emotion.executor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A trained network compiled for inference: batch normalisation is folded into the convolutions,
 * and the memory is kept. It gives DL4J's answers to about 1e-6. Not thread-safe.
 */
public final class InferencePlan implements AutoCloseable {
  /** Batch sizes that are kept ready; other numbers of images go through in pieces of these. */
  private static final List<Integer> BATCHES = List.of(32, 8, 1);

  /** A batch is filled up rather than split if at least one in this many places is used. */
  private static final int FULL_ENOUGH = 2;

  private final LayerGraph graph;
  private final DataType type;
  private final List<Arena> arenas = new ArrayList<>();
  private final double[][] weights;
  private final double[] bias;
  private final Map<Integer, InferenceProgram> programs = new HashMap<>();

  private InferencePlan(LayerGraph graph, DataType type) {
    this.graph = graph;
    this.type = type;
    this.weights = graph.head().dense().weights().value().toDoubleMatrix();
    Parameter shift = graph.head().dense().bias();
    this.bias = shift == null ? new double[weights[0].length] : shift.value().toDoubleVector();
  }

  /**
   * Compiles a network; later changes of its weights have no effect.
   *
   * @param network stays the caller's
   * @return the plan
   * @throws UnsupportedLayerException if it has a layer that the executor doesn't know
   */
  public static InferencePlan of(ComputationGraph network) throws UnsupportedLayerException {
    return new InferencePlan(
        LayerGraph.read(network, false).forInference(), network.params().dataType());
  }

  /**
   * The softmax of any number of images.
   *
   * @param images [n, height, width, channels], c-contiguous
   * @return probabilities [n][classes]
   */
  public double[][] probabilities(INDArray images) {
    int count = (int) images.size(0);
    double[][] probabilities = new double[count][];
    int from = 0;
    while (from < count) {
      int left = count - from;
      int size = BATCHES.stream().filter(b -> left * FULL_ENOUGH >= b).findFirst().orElse(1);
      int take = Math.min(size, left);
      InferenceProgram program = programs.computeIfAbsent(size, n -> program(n, images.shape()));
      float[][] features =
          program.run(images.get(NDArrayIndex.interval(from, from + take))).toFloatMatrix();
      for (int i = 0; i < take; i++) {
        probabilities[from + i] = Softmax.of(logits(features[i]));
      }
      from += take;
    }
    return probabilities;
  }

  private InferenceProgram program(int size, long... shape) {
    long[] batch = shape.clone();
    batch[0] = size;
    Arena arena = new Arena(type);
    arenas.add(arena);
    return new InferenceProgram(graph, arena, batch);
  }

  /** The last layer, in double precision: it costs nothing, and does not depend on the batch. */
  private double[] logits(float[] features) {
    double[] values = bias.clone();
    for (int f = 0; f < features.length; f++) {
      for (int c = 0; c < values.length; c++) {
        values[c] += features[f] * weights[f][c];
      }
    }
    return values;
  }

  @Override
  public void close() {
    programs.clear();
    arenas.forEach(Arena::close);
    arenas.clear();
  }
}
