package dev.emotion.executor;

/** A network has a layer that the executor doesn't know; DL4J can run it. */
public final class UnsupportedLayerException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * One layer.
   *
   * @param layer its name in the network
   * @param found what it is
   */
  UnsupportedLayerException(String layer, String found) {
    super("layer " + layer + " (" + found + ")");
  }
}
