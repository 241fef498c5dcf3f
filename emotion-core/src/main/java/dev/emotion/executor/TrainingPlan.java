package dev.emotion.executor;

import dev.emotion.network.NetworkSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a network's gradients, as DL4J would, into its gradient vector: sums over the batch for
 * weights, and for running means and variances what DL4J's updater subtracts. The memory is kept;
 * batches may be of any size up to the first one's. Not thread-safe.
 */
public final class TrainingPlan implements AutoCloseable {
  private final LayerGraph graph;
  private final Arena arena;
  private final Map<Long, TrainingProgram> programs = new HashMap<>();

  private TrainingPlan(LayerGraph graph, Arena arena) {
    this.graph = graph;
    this.arena = arena;
  }

  /**
   * Compiles a network.
   *
   * @param spec the network
   * @param weights in the spec's order; stay the caller's, and are read at each step
   * @param gradients where the gradient goes, of the same length and type
   * @param classWeights factor of the loss of each class; empty for all 1
   * @return the plan
   */
  public static TrainingPlan of(
      NetworkSpec spec, INDArray weights, INDArray gradients, List<Double> classWeights) {
    INDArray factors = Dl4jDefinition.lossWeights(classWeights, weights.dataType());
    return new TrainingPlan(
        LayerGraph.of(spec, weights, gradients, factors).forTraining(),
        new Arena(weights.dataType()));
  }

  /**
   * One pass forward and backward.
   *
   * @param images [n, height, width, channels], c-contiguous
   * @param targets [n, classes], a share of each class
   * @return logits [n][classes]
   * @throws IllegalStateException if n is larger than the first time
   */
  public double[][] gradient(INDArray images, INDArray targets) {
    return program(images).run(images, targets);
  }

  /**
   * A pass forward as in training, whose outcome is the part of the gradient vector that belongs to
   * running means and variances. The rest of the vector keeps what it held.
   *
   * @param images [n, height, width, channels], c-contiguous
   * @throws IllegalStateException if n is larger than the first time
   */
  public void statistics(INDArray images) {
    program(images).forward(images);
  }

  /**
   * One pass like {@link #gradient}'s, timed.
   *
   * @param images [n, height, width, channels], c-contiguous
   * @param targets [n, classes], a share of each class
   * @return the time of each kind of layer
   */
  public List<OperationTime> profile(INDArray images, INDArray targets) {
    return program(images).profile(images, targets);
  }

  private TrainingProgram program(INDArray images) {
    return programs.computeIfAbsent(
        images.size(0),
        n -> {
          arena.rewind();
          return TrainingProgram.of(graph, arena, images.shape());
        });
  }

  @Override
  public void close() {
    programs.clear();
    arena.close();
  }
}
