package dev.emotion.onednn;

/**
 * The time that one kind of layer takes in a training step.
 *
 * @param layer its kind
 * @param count how many there are
 * @param forwardMs milliseconds of all of them, forward
 * @param backwardMs milliseconds of all of them, backward
 */
public record OperationTime(String layer, int count, double forwardMs, double backwardMs) {

  OperationTime plus(double forward, double backward) {
    return new OperationTime(layer, count + 1, forwardMs + forward, backwardMs + backward);
  }
}
