package dev.emotion.executor;

/** One step of training on arrays that were chosen when it was made. */
interface Operation {
  /** Computes the output's values from the inputs' values and the weights. */
  void forward();

  /**
   * Computes the gradients of inputs and weights from the output's gradient. Runs after {@link
   * #forward} and after all that used the output; may destroy the output's values and gradient.
   */
  void backward();

  /** The kind of layer that it belongs to. */
  default String layer() {
    Class<?> kind = getClass();
    return (kind.isMemberClass() ? kind.getEnclosingClass() : kind).getSimpleName();
  }
}
