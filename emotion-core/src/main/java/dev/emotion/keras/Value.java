package dev.emotion.keras;

import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;

/**
 * What a layer of Keras gives.
 *
 * @param node the name of the node here, or {@link NetworkSpec#INPUT}
 * @param shape of it here
 * @param form how Keras has it
 * @param copies 3 where Keras has three equal channels for each one here, from a grey face as RGB
 * @param order of a row: value i here is value order[i] in Keras; null where they are the same
 * @param softmax whether Keras has the softmax of it
 * @param scaling of the pixels, where it is they
 */
record Value(
    String node,
    Shape shape,
    Form form,
    int copies,
    int[] order,
    boolean softmax,
    Scaling scaling) {

  /** How Keras has what a layer gives. */
  enum Form {
    /** Rows, columns and channels, in the order of the file. */
    MAP,
    /** The same with the channels at the other end. */
    TURNED,
    /** One axis. */
    ROW
  }

  /** Faces, which Keras has with that many equal channels. */
  static Value input(Shape face, int colours) {
    return new Value(NetworkSpec.INPUT, face, Form.MAP, colours, null, false, Scaling.NONE);
  }

  boolean isInput() {
    return node.equals(NetworkSpec.INPUT);
  }

  boolean flat() {
    return form == Form.ROW;
  }

  Value asNode(String node, Shape shape) {
    return new Value(node, shape, form, copies, order, false, Scaling.NONE);
  }

  Value asGrey() {
    return new Value(node, shape, form, 1, order, softmax, scaling);
  }

  Value asRow(int[] order) {
    return new Value(node, shape, Form.ROW, copies, order, softmax, scaling);
  }

  Value asPixel() {
    return new Value(node, shape, Form.MAP, copies, order, softmax, scaling);
  }

  Value turned() {
    return new Value(node, shape, Form.TURNED, copies, order, softmax, scaling);
  }

  Value asSoftmax() {
    return new Value(node, shape, form, copies, order, true, scaling);
  }

  Value scaled(Scaling by) {
    return new Value(node, shape, form, copies, order, softmax, by);
  }
}
