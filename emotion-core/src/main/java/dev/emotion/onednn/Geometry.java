package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;

/**
 * A moving window in oneDNN's terms: rows, then columns.
 *
 * @param kernel its size
 * @param strides from place to place
 * @param before padding above and left
 * @param after padding below and right
 */
record Geometry(long[] kernel, long[] strides, long[] before, long[] after) {
  /** No pixel is left out between those of a window. */
  static final long[] DENSE = {0, 0};

  /** How a layer goes over its input, or null if it has no window. */
  static Geometry of(Layer layer, Shape input) {
    if (layer instanceof Layer.Convolution convolution) {
      return of(convolution.window(), input);
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      return of(depthwise.window(), input);
    } else if (layer instanceof Layer.Dense) {
      return of(Window.same(1, 1), input);
    } else if (layer instanceof Layer.Pooling pooling) {
      return of(pooling.window(), input);
    } else if (layer instanceof Layer.GlobalMean || layer instanceof Layer.GlobalMax) {
      long[] all = {input.height(), input.width()};
      return new Geometry(all, all, new long[2], new long[2]);
    }
    return null;
  }

  static Geometry of(Window window, Shape input) {
    return new Geometry(
        new long[] {window.height(), window.width()},
        new long[] {window.strideY(), window.strideX()},
        new long[] {window.paddingTop(input.height()), window.paddingLeft(input.width())},
        new long[] {window.paddingBottom(input.height()), window.paddingRight(input.width())});
  }
}
