package dev.emotion.executor;

import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * The moving window of a convolution or pooling, in pixels.
 *
 * @param same padded so that the output has ceil(size / stride) pixels, more at the end than at the
 *     start where the padding is odd; {@code padY} and {@code padX} are 0 then
 */
record Window(int height, int width, int strideY, int strideX, int padY, int padX, boolean same) {

  static Window of(int[] kernel, int[] stride, int[] padding, ConvolutionMode mode) {
    boolean same = mode == ConvolutionMode.Same;
    return new Window(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        same ? 0 : padding[0],
        same ? 0 : padding[1],
        same);
  }

  /** The window over all of an image. */
  static Window all(long height, long width) {
    return new Window((int) height, (int) width, 1, 1, 0, 0, false);
  }

  long outputHeight(long input) {
    return output(input, height, strideY, padY);
  }

  long outputWidth(long input) {
    return output(input, width, strideX, padX);
  }

  private long output(long input, int size, int stride, int padding) {
    return same ? (input + stride - 1) / stride : (input + 2L * padding - size) / stride + 1;
  }

  /** Rows of zeros above an image of so many. */
  int paddingTop(int input) {
    return before(input, height, strideY, padY);
  }

  /** Columns of zeros left of an image of so many. */
  int paddingLeft(int input) {
    return before(input, width, strideX, padX);
  }

  private int before(int input, int size, int stride, int padding) {
    long covered = (output(input, size, stride, padding) - 1) * stride + size;
    return same ? (int) Math.max(0, covered - input) / 2 : padding;
  }

  /** The integer arguments of ND4J's convolution and pooling: the window, then two of their own. */
  int[] arguments(int next, int last) {
    int dilation = 1;
    return new int[] {
      height, width, strideY, strideX, padY, padX, dilation, dilation, same ? 1 : 0, next, last
    };
  }
}
