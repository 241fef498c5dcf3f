package dev.emotion.engine;

import java.util.List;
import java.util.Locale;

/**
 * How the weights follow the gradient.
 *
 * @param method the rule
 * @param momentum of {@link Method#SGD}, 0 up to but not 1; Adam ignores it
 * @param weightDecay share of each convolution and dense weight that is taken off a step, times the
 *     learning rate (Loshchilov and Hutter, 2017); 0 for none
 * @param classWeights factor of the loss of each class, in class order; empty for all 1
 */
public record OptimizerSettings(
    Method method, double momentum, double weightDecay, List<Double> classWeights) {

  /** Update rules. */
  public enum Method {
    /** Adam (Kingma and Ba, 2014) with its usual constants. */
    ADAM,
    /** Stochastic gradient descent with Nesterov momentum. */
    SGD;

    /**
     * The name in options.
     *
     * @return lower case
     */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return id();
    }
  }

  /**
   * Checks the ranges and copies.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public OptimizerSettings {
    classWeights = List.copyOf(classWeights);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum " + momentum + ", expected 0 to below 1");
    }
    if (!(weightDecay >= 0 && weightDecay < 1)) {
      throw new IllegalArgumentException("weight decay " + weightDecay + ", expected 0 to below 1");
    }
    for (double weight : classWeights) {
      if (!(weight > 0)) {
        throw new IllegalArgumentException("class weight " + weight + ", expected above 0");
      }
    }
  }
}
