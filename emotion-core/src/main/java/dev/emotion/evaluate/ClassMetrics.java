package dev.emotion.evaluate;

/**
 * How well one class is told from the others.
 *
 * @param precision of the faces said to be of the class, the share that are; 0 where none was said
 * @param recall of the faces of the class, the share said to be; 0 where there is none
 * @param f1 the harmonic mean of both; 0 where both are 0
 * @param support the number of faces of the class
 */
public record ClassMetrics(double precision, double recall, double f1, long support) {

  /**
   * The measures of one class.
   *
   * @param matrix the counts
   * @param label class index
   * @return its measures
   */
  public static ClassMetrics of(ConfusionMatrix matrix, int label) {
    double hits = matrix.count(label, label);
    long said = matrix.predicted(label);
    long support = matrix.actual(label);
    return new ClassMetrics(
        said == 0 ? 0 : hits / said,
        support == 0 ? 0 : hits / support,
        // The harmonic mean of hits/said and hits/support.
        said + support == 0 ? 0 : 2 * hits / (said + support),
        support);
  }
}
