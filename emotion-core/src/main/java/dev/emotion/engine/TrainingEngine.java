package dev.emotion.engine;

import dev.emotion.executor.OperationTime;
import dev.emotion.executor.TrainingPlan;
import dev.emotion.network.NetworkSpec;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes a network's gradients into its gradient vector. Not thread-safe. */
public interface TrainingEngine extends AutoCloseable {

  /**
   * One pass forward and backward.
   *
   * @param faces [n, 1, side, side] as {@link InputTensor} gives it
   * @param targets [n, classes]
   * @return logits [n][classes]
   */
  double[][] gradient(INDArray faces, INDArray targets);

  /**
   * Computes of the gradient vector what belongs to running means and variances; the rest may
   * change too.
   *
   * @param faces [n, 1, side, side]
   */
  void statistics(INDArray faces);

  /**
   * One pass like {@link #gradient}'s, timed.
   *
   * @param faces [n, 1, side, side]
   * @param targets [n, classes]
   * @return the time of each kind of layer; empty where the engine can't tell
   */
  default List<OperationTime> profile(INDArray faces, INDArray targets) {
    return List.of();
  }

  @Override
  void close();

  /**
   * The engine for a network.
   *
   * @param graph the network in DL4J's terms; stays the caller's
   * @param spec the same
   * @param classWeights factor of the loss of each class; empty for all 1
   * @param engine which is wanted
   * @return the engine
   */
  static TrainingEngine of(
      ComputationGraph graph, NetworkSpec spec, List<Double> classWeights, Engine engine) {
    return engine == Engine.PLAIN
        ? new Plain(graph, spec)
        : new Fast(
            TrainingPlan.of(spec, graph.params(), graph.getFlattenedGradients(), classWeights));
  }

  /** With one channel, [n, 1, height, width] and [n, height, width, 1] are the same numbers. */
  static INDArray nhwc(INDArray faces) {
    return faces.reshape('c', faces.size(0), faces.size(2), faces.size(3), 1);
  }

  /** The executor. */
  record Fast(TrainingPlan plan) implements TrainingEngine {

    @Override
    public double[][] gradient(INDArray faces, INDArray targets) {
      return plan.gradient(nhwc(faces), targets);
    }

    @Override
    public void statistics(INDArray faces) {
      plan.statistics(nhwc(faces));
    }

    @Override
    public List<OperationTime> profile(INDArray faces, INDArray targets) {
      return plan.profile(nhwc(faces), targets);
    }

    @Override
    public void close() {
      plan.close();
    }
  }

  /** DL4J's own execution. */
  final class Plain extends BaseTrainingListener implements TrainingEngine {
    private final ComputationGraph graph;
    private final NetworkSpec spec;
    private double[][] logits;

    Plain(ComputationGraph graph, NetworkSpec spec) {
      this.graph = graph;
      this.spec = spec;
      graph.setListeners(this);
    }

    @Override
    public double[][] gradient(INDArray faces, INDArray targets) {
      graph.setInput(0, faces);
      graph.setLabels(targets);
      graph.computeGradientAndScore();
      graph.clear();
      return logits;
    }

    /** DL4J works the statistics out on the way back, so it needs targets: any. */
    @Override
    public void statistics(INDArray faces) {
      int classes = spec.classes();
      gradient(faces, Nd4j.ones(faces.size(0), classes).divi(classes));
    }

    /** Reads the logits off the forward pass that the gradient needs anyway. */
    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      Layer output = graph.getLayer(spec.output().name());
      String before = spec.output().inputs().get(0);
      logits =
          activations
              .get(before)
              .mmul(output.getParam("W"))
              .addiRowVector(output.getParam("b"))
              .toDoubleMatrix();
    }

    @Override
    public void close() {
      // The graph is the caller's.
    }
  }
}
