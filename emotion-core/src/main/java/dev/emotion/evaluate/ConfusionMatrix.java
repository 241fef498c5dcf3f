package dev.emotion.evaluate;

import dev.emotion.EmotionClasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often faces of each class were taken for each class.
 *
 * @param classes the classes, in the order of rows and columns
 * @param rows counts, {@code rows.get(actual).get(predicted)}: a row holds the faces that
 *     <em>are</em> of a class, a column those <em>said</em> to be
 */
public record ConfusionMatrix(EmotionClasses classes, List<List<Long>> rows) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if it is not square over the classes, or a count is negative
   */
  public ConfusionMatrix {
    rows = rows.stream().map(List::copyOf).toList();
    int size = classes.count();
    if (rows.size() != size || rows.stream().anyMatch(row -> row.size() != size)) {
      throw new IllegalArgumentException("expected " + size + " rows of " + size + ": " + rows);
    }
    if (rows.stream().flatMap(List::stream).anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("a count is negative: " + rows);
    }
  }

  /**
   * Counts outcomes.
   *
   * @param classes the classes
   * @param outcomes what was said of each face
   * @return the counts
   */
  public static ConfusionMatrix of(EmotionClasses classes, List<FaceOutcome> outcomes) {
    long[][] counts = new long[classes.count()][classes.count()];
    for (FaceOutcome outcome : outcomes) {
      counts[outcome.actual()][outcome.predicted()]++;
    }
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return new ConfusionMatrix(classes, rows);
  }

  /**
   * One cell.
   *
   * @param actual class index of the row
   * @param predicted class index of the column
   * @return the number of faces
   */
  public long count(int actual, int predicted) {
    return rows.get(actual).get(predicted);
  }

  /**
   * The sum of a row: the faces of a class.
   *
   * @param actual class index
   * @return the number of faces
   */
  public long actual(int actual) {
    return rows.get(actual).stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The sum of a column: the faces said to be of a class.
   *
   * @param predicted class index
   * @return the number of faces
   */
  public long predicted(int predicted) {
    return rows.stream().mapToLong(row -> row.get(predicted)).sum();
  }

  /**
   * The sum of the diagonal.
   *
   * @return the number of faces whose class was predicted correctly
   */
  public long correct() {
    long correct = 0;
    for (int i = 0; i < rows.size(); i++) {
      correct += count(i, i);
    }
    return correct;
  }

  /**
   * The sum of all cells.
   *
   * @return the number of faces
   */
  public long total() {
    return rows.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
  }

  /**
   * The share of the faces whose class was predicted correctly.
   *
   * @return 0..1; 0 where there is no face
   */
  public double accuracy() {
    long total = total();
    return total == 0 ? 0 : (double) correct() / total;
  }
}
