package dev.emotion.onednn;

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

  static Geometry of(Window window, Shape input) {
    return new Geometry(
        new long[] {window.height(), window.width()},
        new long[] {window.strideY(), window.strideX()},
        new long[] {window.paddingTop(input.height()), window.paddingLeft(input.width())},
        new long[] {window.paddingBottom(input.height()), window.paddingRight(input.width())});
  }

  /** All of an input at once. */
  static Geometry whole(Shape input) {
    long[] size = {input.height(), input.width()};
    return new Geometry(size, size, new long[2], new long[2]);
  }
}
