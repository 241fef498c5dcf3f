package dev.emotion.engine;

import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps along gradients: momentum or Adam, then decoupled weight decay, in the arithmetic and with
 * the state of DL4J's updaters, whose file it shares. Not thread-safe.
 */
public final class Optimizer {
  /** Adam's share of the mean before. */
  public static final double ADAM_BETA1 = 0.9;

  /** Adam's share of the mean square before. */
  public static final double ADAM_BETA2 = 0.999;

  /** What Adam adds to the root of the mean square. */
  public static final double ADAM_EPSILON = 1e-8;

  private static final float BETA1 = (float) ADAM_BETA1;
  private static final float BETA2 = (float) ADAM_BETA2;
  private static final float EPSILON = (float) ADAM_EPSILON;

  /** DL4J's configurations name the decay twice for each layer, and so it is taken off twice. */
  private static final int DECAYS = 2;

  private final OptimizerSettings settings;
  private final List<Run> runs = new ArrayList<>();
  private final List<NetworkSpec.Slice> decayed = new ArrayList<>();
  private final float[] state;

  /**
   * Weights that lie together and learn.
   *
   * @param from the first
   * @param to behind the last
   * @param state where their state begins: for Adam all means, then all variances
   */
  private record Run(int from, int to, int state) {}

  /**
   * An optimizer.
   *
   * @param spec the network
   * @param settings the rule
   * @param state what it remembers, of {@link #stateLength}, zeros before the first step; becomes
   *     this one's own
   */
  public Optimizer(NetworkSpec spec, OptimizerSettings settings, float[] state) {
    this.settings = settings;
    this.state = state;
    int arrays = arrays(settings);
    int next = 0;
    for (List<NetworkSpec.Slice> layer : spec.slices().values()) {
      for (NetworkSpec.Slice slice : layer) {
        if (isStatistic(slice)) {
          continue;
        }
        if (settings.weightDecay() > 0 && slice.name().equals(Weights.KERNEL)) {
          decayed.add(slice);
        }
        int from = Math.toIntExact(slice.from());
        int length = Math.toIntExact(slice.length());
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.to == from) {
          runs.set(runs.size() - 1, new Run(last.from, from + length, last.state));
        } else {
          runs.add(new Run(from, from + length, next));
        }
        next += arrays * length;
      }
    }
  }

  private static int arrays(OptimizerSettings settings) {
    return settings.method() == OptimizerSettings.Method.ADAM ? 2 : 1;
  }

  /**
   * How much an optimizer remembers.
   *
   * @param spec the network
   * @param settings the rule
   * @return the length of the state
   */
  public static int stateLength(NetworkSpec spec, OptimizerSettings settings) {
    long learning =
        spec.slices().values().stream()
            .flatMap(List::stream)
            .filter(slice -> !isStatistic(slice))
            .mapToLong(NetworkSpec.Slice::length)
            .sum();
    return Math.toIntExact(arrays(settings) * learning);
  }

  /**
   * Whether weights are measured, not learned: batch normalisation's running values.
   *
   * @param slice of a layer
   * @return whether it is one of those
   */
  public static boolean isStatistic(NetworkSpec.Slice slice) {
    return slice.name().equals(Weights.MEAN) || slice.name().equals(Weights.LOG10_STDEV);
  }

  /**
   * What it remembers of the steps before.
   *
   * @return the array itself
   */
  public float[] state() {
    return state;
  }

  /**
   * Makes a gradient a step.
   *
   * @param weights of the network
   * @param gradient summed over the batch; becomes what is to be subtracted from the weights.
   *     Statistics' parts are that already
   * @param batch how many faces the sum is over
   * @param iteration how many steps there were before
   * @param rate the learning rate
   */
  public void step(float[] weights, float[] gradient, int batch, int iteration, double rate) {
    for (Run run : runs) {
      for (int i = run.from; i < run.to; i++) {
        gradient[i] /= batch;
      }
      switch (settings.method()) {
        case ADAM -> adam(run, gradient, iteration + 1, rate);
        case SGD -> momentum(run, gradient, (float) rate);
      }
    }
    float decay = (float) (DECAYS * settings.weightDecay() * rate);
    for (NetworkSpec.Slice slice : decayed) {
      for (int i = (int) slice.from(); i < slice.from() + slice.length(); i++) {
        gradient[i] += decay * weights[i];
      }
    }
  }

  private void adam(Run run, float[] gradient, int t, double rate) {
    float step = (float) (rate * Math.sqrt(1 - Math.pow(BETA2, t)) / (1 - Math.pow(BETA1, t)));
    int length = run.to - run.from;
    for (int i = 0; i < length; i++) {
      int m = run.state + i;
      int v = m + length;
      float g = gradient[run.from + i];
      state[m] = BETA1 * state[m] + (1 - BETA1) * g;
      state[v] = BETA2 * state[v] + (1 - BETA2) * g * g;
      gradient[run.from + i] = step * state[m] / ((float) Math.sqrt(state[v]) + EPSILON);
    }
  }

  /** Nesterov's. */
  private void momentum(Run run, float[] gradient, float rate) {
    float momentum = (float) settings.momentum();
    for (int i = run.from; i < run.to; i++) {
      int v = run.state + i - run.from;
      float before = state[v];
      state[v] = momentum * before - rate * gradient[i];
      gradient[i] = momentum * before - (1 + momentum) * state[v];
    }
  }
}
