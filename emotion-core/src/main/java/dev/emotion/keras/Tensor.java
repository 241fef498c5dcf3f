package dev.emotion.keras;

import java.util.Arrays;

/**
 * An array of a Keras file.
 *
 * @param shape its dimensions
 * @param values in C order
 */
record Tensor(int[] shape, float[] values) {

  int size(int axis) {
    return shape[axis];
  }

  /** Reorders the axes: axis i of the result is axis {@code axes[i]} of this. */
  Tensor permute(int... axes) {
    int[] to = Arrays.stream(axes).map(axis -> shape[axis]).toArray();
    int[] steps = new int[shape.length];
    int step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= shape[axis];
    }
    float[] result = new float[values.length];
    int[] at = new int[to.length];
    for (int i = 0; i < result.length; i++) {
      int from = 0;
      for (int axis = 0; axis < at.length; axis++) {
        from += at[axis] * steps[axes[axis]];
      }
      result[i] = values[from];
      for (int axis = at.length - 1; axis >= 0 && ++at[axis] == to[axis]; axis--) {
        at[axis] = 0;
      }
    }
    return new Tensor(to, result);
  }

  /** Turns the first two axes, rows and columns, round. */
  Tensor flipped() {
    int row = size(1) * (values.length / (size(0) * size(1)));
    int pixel = row / size(1);
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int y = size(0) - 1 - i / row;
      int x = size(1) - 1 - i % row / pixel;
      result[i] = values[y * row + x * pixel + i % pixel];
    }
    return new Tensor(shape, result);
  }
}
