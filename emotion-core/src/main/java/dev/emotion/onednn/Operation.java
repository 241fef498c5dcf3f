package dev.emotion.onednn;

import java.util.List;

/**
 * One step of training on arrays that were chosen when it was made.
 *
 * @param layer the kind of layer that it belongs to
 * @param forward computes the output's values from the inputs' and the weights
 * @param backward computes the gradients of inputs and weights from the output's
 */
record Operation(String layer, List<Runnable> forward, List<Runnable> backward) {

  void runForward() {
    forward.forEach(Runnable::run);
  }

  void runBackward() {
    backward.forEach(Runnable::run);
  }
}
