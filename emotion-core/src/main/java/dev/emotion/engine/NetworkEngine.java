package dev.emotion.engine;

import dev.emotion.executor.InferencePlan;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.NetworkSpec;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a network forward. Not thread-safe. */
public interface NetworkEngine extends AutoCloseable {

  /**
   * Classifies faces.
   *
   * @param faces the values of [n, side, side] as {@link InputEncoder#values} gives them
   * @return probabilities [n][classes]
   */
  double[][] probabilities(float[] faces);

  /**
   * What the last layer takes.
   *
   * @param faces the values of [n, side, side] as {@link InputEncoder#values} gives them
   * @return features [n][inputs of the last layer]
   */
  float[][] features(float[] faces);

  @Override
  void close();

  /**
   * The engine for a network.
   *
   * @param spec the network
   * @param weights in the spec's order; copied
   * @param compute which is wanted, and with how many threads
   * @return the engine; the caller closes it
   */
  static NetworkEngine of(NetworkSpec spec, float[] weights, Compute compute) {
    if (compute.engine() == Engine.LIGHT) {
      Optional<LightEngine> light = LightEngine.of(spec, weights, compute.threads());
      if (light.isPresent()) {
        return light.get();
      }
    }
    NativeEngine.prepareThisThread(compute.threads());
    return compute.engine() == Engine.PLAIN
        ? new Plain(spec, weights, compute.threads())
        : new Fast(InferencePlan.of(spec, weights), compute.threads());
  }

  /** The compiled network. */
  record Fast(InferencePlan plan, int threads) implements NetworkEngine {

    @Override
    public double[][] probabilities(float[] faces) {
      NativeEngine.prepareThisThread(threads);
      return plan.probabilities(faces);
    }

    @Override
    public float[][] features(float[] faces) {
      NativeEngine.prepareThisThread(threads);
      return plan.features(faces);
    }

    @Override
    public void close() {
      plan.close();
    }
  }

  /** DL4J's own execution. */
  record Plain(ComputationGraph graph, NetworkSpec spec, int threads) implements NetworkEngine {

    Plain(NetworkSpec spec, float[] weights, int threads) {
      this(new ComputationGraph(Dl4jSettings.UNTRAINED.configuration(spec)), spec, threads);
      // Without weights it would draw random ones first.
      graph.init(Nd4j.create(weights, new long[] {weights.length}, 'c'), false);
    }

    @Override
    public double[][] probabilities(float[] faces) {
      NativeEngine.prepareThisThread(threads);
      try (INDArray input = InputTensor.of(faces, spec.input().width());
          INDArray output = graph.outputSingle(input)) {
        return output.toDoubleMatrix();
      }
    }

    @Override
    public float[][] features(float[] faces) {
      NativeEngine.prepareThisThread(threads);
      try (INDArray input = InputTensor.of(faces, spec.input().width())) {
        String last = spec.output().inputs().get(0);
        return graph.feedForward(input, false).get(last).toFloatMatrix();
      }
    }

    @Override
    public void close() {
      graph.params().close(); // graph.close() would collect the garbage of the whole process too
    }
  }
}
