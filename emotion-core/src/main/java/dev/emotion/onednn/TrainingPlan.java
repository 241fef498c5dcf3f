package dev.emotion.onednn;

import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Computes a network's gradients: sums over the batch for weights, and for running means and
 * variances what a step subtracts from them, as DL4J has it. The memory is kept. Not thread-safe.
 */
public final class TrainingPlan implements AutoCloseable {
  private final NetworkSpec spec;
  private final List<Double> classWeights;
  private final Precision precision;
  private final Arena arena = new Arena();
  private final TrainingWeights weights;
  private final DropoutMasks masks = new DropoutMasks();
  private final List<Primitives> owned = new ArrayList<>();
  private final Map<Integer, TrainingProgram> programs = new HashMap<>();

  private TrainingPlan(NetworkSpec spec, List<Double> classWeights, Precision precision) {
    this.spec = spec;
    this.precision = precision;
    // As the file has them, so that a resumed run goes on with the same.
    this.classWeights = classWeights.stream().map(weight -> (double) weight.floatValue()).toList();
    try {
      FloatPointer values = arena.allocate(spec.weights());
      FloatPointer gradients = arena.allocate(spec.weights());
      this.weights = new TrainingWeights(spec.slices(), values, gradients);
    } catch (Error e) { // out of memory
      close();
      throw e;
    }
  }

  /**
   * Compiles a network.
   *
   * @param spec the network
   * @param classWeights factor of the loss of each class; empty for all 1
   * @param precision of what its layers multiply, but for the last; weights, their gradients and
   *     sums are float32
   * @return the plan
   */
  public static TrainingPlan of(NetworkSpec spec, List<Double> classWeights, Precision precision) {
    return new TrainingPlan(spec, classWeights, precision);
  }

  /**
   * Sets the random numbers of dropout.
   *
   * @param seed the same gives the same masks for the same batches
   */
  public void seedDropout(long seed) {
    masks.seed(seed);
  }

  /**
   * One pass forward and backward.
   *
   * @param all the weights, in the spec's order
   * @param images the values of [n, height, width, channels]
   * @param targets [n][classes], a share of each class
   * @param gradient of the length of the weights; is overwritten
   * @return logits [n][classes]
   * @throws IllegalStateException if this is closed
   */
  public double[][] gradient(float[] all, float[] images, double[][] targets, float[] gradient) {
    double[][] logits = program(all, images).run(images, targets);
    weights.gradients().get(gradient);
    return logits;
  }

  /**
   * A pass forward with the batch's statistics, but without dropout: for the part of the gradient
   * that belongs to running means and variances.
   *
   * @param all the weights, in the spec's order
   * @param images the values of [n, height, width, channels]
   * @param gradient of the length of the weights; is overwritten, its other parts with anything
   */
  public void statistics(float[] all, float[] images, float[] gradient) {
    masks.turnOff(true);
    try {
      program(all, images).forward(images);
    } finally {
      masks.turnOff(false);
    }
    weights.gradients().get(gradient);
  }

  /**
   * One pass like {@link #gradient}'s, timed.
   *
   * @param all the weights, in the spec's order
   * @param images the values of [n, height, width, channels]
   * @param targets [n][classes], a share of each class
   * @return the time of each kind of layer
   */
  public List<OperationTime> profile(float[] all, float[] images, double[][] targets) {
    return program(all, images).profile(images, targets);
  }

  /** For that many images, with these weights. */
  private TrainingProgram program(float[] all, float[] images) {
    TrainingProgram program =
        programs.computeIfAbsent((int) (images.length / spec.input().length()), this::program);
    weights.values().put(all);
    return program;
  }

  private TrainingProgram program(int n) {
    arena.rewind();
    Primitives primitives = new Primitives(precision);
    owned.add(primitives);
    return new TrainingProgram(spec, weights, classWeights, masks, primitives, arena, n);
  }

  @Override
  public void close() {
    programs.clear();
    owned.forEach(Primitives::close);
    owned.clear();
    arena.close();
  }
}
