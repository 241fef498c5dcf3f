package dev.emotion.keras;

/**
 * What {@code Rescaling} layers make of the pixels: {@code factor * x + offset}.
 *
 * @param factor of each value
 * @param offset added to each
 */
record Scaling(double factor, double offset) {
  static final Scaling NONE = new Scaling(1, 0);

  /** Another one behind this. */
  Scaling then(double factor, double offset) {
    return new Scaling(this.factor * factor, this.offset * factor + offset);
  }
}
