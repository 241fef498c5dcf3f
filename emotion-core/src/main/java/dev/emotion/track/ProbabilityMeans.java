package dev.emotion.track;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The probabilities of one track over time, as means of equal pieces of time: short ones at first,
 * twice as long whenever they have become too many.
 */
final class ProbabilityMeans {
  /** More than an image has columns. */
  private static final int MAX_PIECES = 2048;

  private static final long FIRST_LENGTH = 20_000;

  private final EmotionClasses classes;
  private long lengthMicros = FIRST_LENGTH;

  /** By number of the piece, counted from time 0: for each class probability times duration. */
  private TreeMap<Long, double[]> sums = new TreeMap<>();

  ProbabilityMeans(EmotionClasses classes) {
    this.classes = classes;
  }

  /**
   * Takes the probabilities of a frame.
   *
   * @param startMicros when it was seen
   * @param durationMicros how long it counts, at least 0
   * @param scores what it showed
   */
  void add(long startMicros, long durationMicros, EmotionScores scores) {
    long end = startMicros + durationMicros;
    while (durationMicros / lengthMicros > MAX_PIECES) {
      coarsen();
    }
    for (long start = startMicros; start < end; ) {
      long piece = Math.floorDiv(start, lengthMicros);
      long until = Math.min(end, (piece + 1) * lengthMicros);
      double[] sum = sums.computeIfAbsent(piece, n -> new double[classes.count()]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (until - start) * scores.probability(i);
      }
      start = until;
    }
    while (sums.size() > MAX_PIECES) {
      coarsen();
    }
  }

  private void coarsen() {
    lengthMicros *= 2;
    TreeMap<Long, double[]> pairs = new TreeMap<>();
    sums.forEach((piece, sum) -> pairs.merge(Math.floorDiv(piece, 2L), sum, this::sum));
    sums = pairs;
  }

  private double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  /**
   * The mean over the pieces that a time touches.
   *
   * @param startMicros its beginning
   * @param endMicros its end, after the beginning
   * @return empty where nothing was seen
   */
  Optional<EmotionScores> mean(long startMicros, long endMicros) {
    Map<Long, double[]> touched =
        sums.subMap(
            Math.floorDiv(startMicros, lengthMicros),
            true,
            Math.floorDiv(endMicros - 1, lengthMicros),
            true);
    return touched.values().stream().reduce(this::sum).map(this::scores);
  }

  private EmotionScores scores(double[] sum) {
    double total = Arrays.stream(sum).sum();
    return EmotionScores.of(classes, Arrays.stream(sum).map(s -> s / total).toArray());
  }
}
