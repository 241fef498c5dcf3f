package dev.emotion.onednn;

import java.util.ArrayList;
import java.util.List;

/** One step of training on arrays that were chosen when it was made. */
final class Operation {
  private final String layer;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param layer the kind of layer that it belongs to
   */
  Operation(String layer) {
    this.layer = layer;
  }

  String layer() {
    return layer;
  }

  /** Adds to what computes the output's values from the inputs' and the weights. */
  void addForward(Runnable work) {
    forward.add(work);
  }

  /** Adds to what computes the gradients of inputs and weights from the output's. */
  void addBackward(Runnable work) {
    backward.add(work);
  }

  void runForward() {
    forward.forEach(Runnable::run);
  }

  void runBackward() {
    backward.forEach(Runnable::run);
  }
}
