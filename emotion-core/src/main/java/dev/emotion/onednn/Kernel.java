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
 */
record Kernel(long[] shape, long[] strides, int outputs, boolean bias) {

  /** Those of a layer, or null if it has none of the kind. */
  static Kernel of(Layer layer, Shape input) {
    long in = input.channels();
    if (layer instanceof Layer.Convolution convolution) {
      Window window = convolution.window();
      long[] shape = {convolution.channels(), in, window.height(), window.width()};
      return new Kernel(shape, rowByRow(shape), convolution.channels(), convolution.bias());
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) { // [height, width, in, m]
      Window window = depthwise.window();
      long multiplier = depthwise.multiplier();
      long outputs = in * multiplier;
      return new Kernel(
          new long[] {in, multiplier, 1, window.height(), window.width()},
          new long[] {multiplier, 1, multiplier, window.width() * outputs, outputs},
          (int) outputs,
          depthwise.bias());
    } else if (layer instanceof Layer.Dense dense) {
      long[] shape = {dense.units(), in, 1, 1};
      return new Kernel(shape, rowByRow(shape), dense.units(), dense.bias());
    }
    return null;
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
    return primitives.strided(shape, strides);
  }

  /** The layout that the primitive likes best, of numbers of a type. */
  dnnl_memory_desc any(Primitives primitives, int type) {
    return primitives.layout(type, dnnl.dnnl_format_tag_any, shape);
  }
}
