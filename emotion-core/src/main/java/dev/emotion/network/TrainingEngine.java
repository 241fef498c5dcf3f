package dev.emotion.network;

import dev.emotion.executor.OperationTime;
import dev.emotion.executor.TrainingPlan;
import dev.emotion.executor.UnsupportedLayerException;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes a network's gradients into its gradient vector. Not thread-safe. */
interface TrainingEngine extends AutoCloseable {

  /**
   * One pass forward and backward.
   *
   * @param faces [n, 1, side, side] as {@link InputEncoder#tensor} gives it
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
   * The engine for a network. Where the fast one doesn't know a layer, it is said and the plain one
   * taken.
   *
   * @param graph the network; stays the caller's
   * @param engine which is wanted
   * @return the engine
   */
  static TrainingEngine of(ComputationGraph graph, Engine engine) {
    if (engine == Engine.FAST) {
      try {
        return new Fast(TrainingPlan.of(graph));
      } catch (UnsupportedLayerException e) {
        LogManager.getLogger(TrainingEngine.class)
            .warn("{} is not for the fast engine: training runs on DL4J, slower", e.getMessage());
      }
    }
    return new Plain(graph);
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
    private double[][] logits;

    Plain(ComputationGraph graph) {
      this.graph = graph;
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
      long classes = graph.getOutputLayer(0).getParam("b").length();
      gradient(faces, Nd4j.ones(faces.size(0), classes).divi(classes));
    }

    /** Reads the logits off the forward pass that the gradient needs anyway. */
    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      Layer output = graph.getLayer(NetworkDefinition.OUTPUT);
      String before =
          graph.getConfiguration().getVertexInputs().get(NetworkDefinition.OUTPUT).get(0);
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
