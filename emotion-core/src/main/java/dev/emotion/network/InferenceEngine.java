package dev.emotion.network;

import dev.emotion.executor.InferencePlan;
import dev.emotion.executor.UnsupportedLayerException;
import org.apache.logging.log4j.LogManager;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network forward. Not thread-safe. */
interface InferenceEngine extends AutoCloseable {

  /**
   * Classifies faces.
   *
   * @param faces the values of [n, side, side] as {@link InputEncoder#values} gives them
   * @param side width and height of a face, pixels
   * @return probabilities [n][classes]
   */
  double[][] probabilities(float[] faces, int side);

  @Override
  void close();

  /**
   * The engine for a network with its weights of the moment. Where the fast one doesn't know a
   * layer, it is said and the plain one taken.
   *
   * @param graph the network; stays the caller's
   * @param engine which is wanted
   * @return the engine
   */
  static InferenceEngine of(ComputationGraph graph, Engine engine) {
    if (engine == Engine.FAST) {
      try {
        return new Fast(InferencePlan.of(graph));
      } catch (UnsupportedLayerException e) {
        LogManager.getLogger(InferenceEngine.class)
            .warn(
                "{} is not for the fast engine: the network runs on DL4J, slower", e.getMessage());
      }
    }
    return new Plain(graph);
  }

  /** The compiled network. */
  record Fast(InferencePlan plan) implements InferenceEngine {

    @Override
    public double[][] probabilities(float[] faces, int side) {
      NativeEngine.prepareThisThread();
      return plan.probabilities(faces, side, side, 1);
    }

    @Override
    public void close() {
      plan.close();
    }
  }

  /** DL4J's own execution. */
  record Plain(ComputationGraph graph) implements InferenceEngine {

    @Override
    public double[][] probabilities(float[] faces, int side) {
      NativeEngine.prepareThisThread();
      try (INDArray input = InputEncoder.tensor(faces, side);
          INDArray output = graph.outputSingle(input)) {
        return output.toDoubleMatrix();
      }
    }

    @Override
    public void close() {
      // The graph is the caller's.
    }
  }
}
