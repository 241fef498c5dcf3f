package dev.emotion.model;

import java.util.Optional;

/**
 * The weights of a network in training that classify and are saved: those that learn, or their
 * average, with a base's share in them. Not thread-safe.
 */
final class AnsweringWeights {
  private final float[] learning;

  /** Null as long as nothing was averaged. */
  private float[] averaged;

  /** What is mixed in, and its share; null for nothing. */
  private BaseWeights base;

  private double baseShare;

  /** The trained weights with the base's share in them; null after they change, or without one. */
  private float[] mixed;

  /**
   * Of a network.
   *
   * @param learning the weights that learn, themselves
   * @param averaged their average so far; becomes this one's own
   */
  AnsweringWeights(float[] learning, Optional<float[]> averaged) {
    this.learning = learning;
    this.averaged = averaged.orElse(null);
  }

  /** See {@link TrainableNetwork#mixIn}. */
  void mixIn(BaseWeights base, double share) {
    this.base = base;
    this.baseShare = share;
    this.mixed = null;
  }

  /** See {@link TrainableNetwork#average}. */
  void average(double decay) {
    mixed = null;
    if (averaged == null) {
      averaged = learning.clone();
      return;
    }
    for (int i = 0; i < learning.length; i++) {
      averaged[i] = (float) (decay * averaged[i] + (1 - decay) * learning[i]);
    }
  }

  /** Says that those that learn have changed, or will. */
  void changed() {
    mixed = null;
  }

  /** The weights themselves, until any of this object's weights change. */
  float[] values() {
    float[] trained = averaged != null ? averaged : learning;
    if (base == null) {
      return trained;
    }
    if (mixed == null) {
      mixed = trained.clone();
      base.mixInto(mixed, baseShare);
    }
    return mixed;
  }

  /** The average itself, where there is one. */
  Optional<float[]> averaged() {
    return Optional.ofNullable(averaged);
  }

  /** Whether they are those that learn: averaged and mixed weights took no step of their own. */
  boolean areLearning() {
    return averaged == null && base == null;
  }
}
