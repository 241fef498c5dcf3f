package dev.emotion.engine;

import dev.emotion.network.InputEncoder;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.WeightsReader;
import dev.emotion.onednn.InferencePlan;
import dev.emotion.onednn.OneDnn;

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
   * @param weights read to the end
   * @param compute with how many threads, in which precision
   * @return the network, compiled for oneDNN; the caller closes it
   */
  static NetworkEngine of(NetworkSpec spec, WeightsReader weights, Compute compute) {
    OneDnn.prepareThisThread(compute.threads());
    return new Compiled(InferencePlan.of(spec, weights, compute.precision()), compute.threads());
  }

  /**
   * The engine for a network whose weights are in memory.
   *
   * @param spec the network
   * @param weights in the spec's order; copied
   * @param compute with how many threads, in which precision
   * @return the network, compiled for oneDNN; the caller closes it
   */
  static NetworkEngine of(NetworkSpec spec, float[] weights, Compute compute) {
    return of(spec, WeightsReader.of(weights), compute);
  }

  /** The compiled network. */
  record Compiled(InferencePlan plan, int threads) implements NetworkEngine {

    @Override
    public double[][] probabilities(float[] faces) {
      OneDnn.prepareThisThread(threads);
      return plan.probabilities(faces);
    }

    @Override
    public float[][] features(float[] faces) {
      OneDnn.prepareThisThread(threads);
      return plan.features(faces);
    }

    @Override
    public void close() {
      plan.close();
    }
  }
}
