package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The weights of a layer in oneDNN's terms.
 *
 * @param shape convolution: [out, in, height, width]; depthwise, a group of its own for each input
 *     channel: [in, multiplier, 1, height, width]; dense, a convolution of one pixel: [units,
 *     inputs, 1, 1]
 * @param strides how they lie in the row of all weights
 * @param outputs channels or units
 * @param bias whether it has one
 * @param asIs whether primitives must take them as they lie
 */
record Kernel(long[] shape, long[] strides, int outputs, boolean bias, boolean asIs) {

  /** Those of a layer, or null if it has none of the kind. */
  static Kernel of(Layer layer, Shape input) {
    long in = input.channels();
    if (layer instanceof Layer.Convolution convolution) {
      Window window = convolution.window();
      long[] shape = {convolution.channels(), in, window.height(), window.width()};
      return new Kernel(
          shape,
          rowByRow(shape),
          convolution.channels(),
          convolution.bias(),
          isWrongInOneDnn(window, input));
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) { // [height, width, in, m]
      Window window = depthwise.window();
      long multiplier = depthwise.multiplier();
      long outputs = in * multiplier;
      return new Kernel(
          new long[] {in, multiplier, 1, window.height(), window.width()},
          new long[] {multiplier, 1, multiplier, window.width() * outputs, outputs},
          (int) outputs,
          depthwise.bias(),
          false);
    } else if (layer instanceof Layer.Dense dense) {
      long[] shape = {dense.units(), in, 1, 1};
      return new Kernel(shape, rowByRow(shape), dense.units(), dense.bias(), false);
    }
    return null;
  }

  /**
   * oneDNN 3.11's fastest convolution with AVX-512 computes nonsense where one channel gives
   * several rows of one pixel, at a stride of more than 1. It needs weights in an order of its own.
   */
  private static boolean isWrongInOneDnn(Window window, Shape input) {
    return input.channels() == 1 && window.strideX() > 1 && window.over(input, 1).width() == 1;
  }

  private static long[] rowByRow(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  /** The output that a weight belongs to, by its place in the row. */
  int output(int at) {
    // Depthwise outputs lie next to each other; else all weights of one output do.
    return shape.length == 5 ? at % outputs : at / (int) strides[0];
  }

  dnnl_memory_desc plain(Primitives primitives) {
    return primitives.strided(dnnl.dnnl_f32, shape, strides);
  }

  /** The layout that the primitive likes best, of numbers of a type. */
  dnnl_memory_desc any(Primitives primitives, int type) {
    return asIs
        ? primitives.strided(type, shape, strides)
        : primitives.layout(type, dnnl.dnnl_format_tag_any, shape);
  }
}
