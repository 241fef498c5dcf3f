package dev.emotion.network;

/**
 * The moving window of a convolution or pooling.
 *
 * @param height pixels, 1 to {@value #MAX_SIDE}
 * @param width pixels, 1 to {@value #MAX_SIDE}
 * @param strideY pixels from one place to the next below, 1 to {@value #MAX_SIDE}
 * @param strideX pixels from one place to the next on the right, 1 to {@value #MAX_SIDE}
 * @param padY rows of zeros above and below, less than the height; 0 where {@code same}
 * @param padX columns of zeros left and right, less than the width; 0 where {@code same}
 * @param same padded so that the output has ceil(size / stride) pixels, more at the end than at the
 *     start where the padding is odd
 */
public record Window(
    int height, int width, int strideY, int strideX, int padY, int padX, boolean same) {
  /** A window may be larger than what it moves over, as 3 x 3 is on 1 x 1; within reason. */
  public static final int MAX_SIDE = 15;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Window {
    check(height, strideY, padY, same);
    check(width, strideX, padX, same);
  }

  private static void check(int size, int stride, int padding, boolean same) {
    boolean fits =
        size >= 1
            && size <= MAX_SIDE
            && stride >= 1
            && stride <= MAX_SIDE
            && padding >= 0
            && padding < (same ? 1 : size)
            && !(same && stride > size + 1); // DL4J would pad by less than nothing
    if (!fits) {
      throw new IllegalArgumentException(
          "a window of "
              + size
              + ", stride "
              + stride
              + (same ? ", same padding " : ", padding ")
              + padding
              + ", expected 1 to "
              + MAX_SIDE
              + ", padding below the window, stride up to the window's size + 1 where same");
    }
  }

  /**
   * A square window that keeps the size, or divides it by the stride.
   *
   * @param size its height and width, pixels
   * @param stride in both directions, pixels
   * @return the window
   */
  public static Window same(int size, int stride) {
    return new Window(size, size, stride, stride, 0, 0, true);
  }

  /**
   * What it gives of an input.
   *
   * @param input of any number of channels
   * @param channels of the output
   * @return the output's shape
   * @throws IllegalArgumentException if it is larger than the input
   */
  public Shape over(Shape input, int channels) {
    return new Shape(
        output(input.height(), height, strideY, padY),
        output(input.width(), width, strideX, padX),
        channels);
  }

  private int output(int input, int size, int stride, int padding) {
    if (same) {
      return (input + stride - 1) / stride;
    }
    int room = input + 2 * padding - size;
    if (room < 0) {
      throw new IllegalArgumentException("a window of " + size + " over " + input + " pixels");
    }
    return room / stride + 1;
  }

  /**
   * Rows of zeros above an input.
   *
   * @param input its height, pixels
   * @return 0 or more
   */
  public int paddingTop(int input) {
    return before(input, height, strideY, padY);
  }

  /**
   * Columns of zeros left of an input.
   *
   * @param input its width, pixels
   * @return 0 or more
   */
  public int paddingLeft(int input) {
    return before(input, width, strideX, padX);
  }

  /**
   * Rows of zeros that are needed below an input.
   *
   * @param input its height, pixels
   * @return 0 or more
   */
  public int paddingBottom(int input) {
    return after(input, height, strideY, padY);
  }

  /**
   * Columns of zeros that are needed right of an input.
   *
   * @param input its width, pixels
   * @return 0 or more
   */
  public int paddingRight(int input) {
    return after(input, width, strideX, padX);
  }

  private int before(int input, int size, int stride, int padding) {
    int covered = (output(input, size, stride, padding) - 1) * stride + size;
    return same ? Math.max(0, covered - input) / 2 : padding;
  }

  private int after(int input, int size, int stride, int padding) {
    int covered = (output(input, size, stride, padding) - 1) * stride + size;
    return Math.max(0, covered - input - before(input, size, stride, padding));
  }
}
