package dev.emotion.explain;

/**
 * What each part of a face speaks for or against a class: a coarse map over the whole face, in
 * logits. Immutable.
 */
public final class ActivationMap {
  private final int height;
  private final int width;
  private final double[] values;

  ActivationMap(int height, int width, double[] values) {
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /**
   * The number of rows.
   *
   * @return at least 1
   */
  public int height() {
    return height;
  }

  /**
   * The number of columns.
   *
   * @return at least 1
   */
  public int width() {
    return width;
  }

  /** The value of a cell: above 0 where it speaks for the class. */
  double get(int column, int row) {
    return values[row * width + column];
  }

  /** All cells together, in logits. */
  double sum() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * A smooth map of any size: bicubic (Keys, 1981), beyond the edge the last cell again.
   *
   * @param side its width and height
   * @return values row by row, in the unit of the cells
   */
  public float[] enlarged(int side) {
    float[] cells = new float[values.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = (float) values[i];
    }
    return Enlargement.of(cells, width, height, side);
  }
}
