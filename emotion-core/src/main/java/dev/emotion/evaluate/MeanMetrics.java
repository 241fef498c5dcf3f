package dev.emotion.evaluate;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * Measures of several classes in one. A class without faces counts in neither mean: its recall is
 * not 0 but undefined. (Faces wrongly said to be of it lower the recall of their own classes.)
 *
 * @param precision mean precision
 * @param recall mean recall
 * @param f1 the mean of the classes' F1, not the F1 of the means
 */
public record MeanMetrics(double precision, double recall, double f1) {

  /**
   * The plain mean: every class counts the same, however rare.
   *
   * @param classes one entry a class, at least one of them with faces
   * @return the means over the classes that have faces
   */
  public static MeanMetrics macro(Collection<ClassMetrics> classes) {
    return mean(classes, metrics -> metrics.support() > 0 ? 1 : 0);
  }

  /**
   * The mean weighted by support: every face counts the same. Its recall is the accuracy.
   *
   * @param classes one entry a class, at least one of them with faces
   * @return the weighted means
   */
  public static MeanMetrics weighted(Collection<ClassMetrics> classes) {
    return mean(classes, ClassMetrics::support);
  }

  private static MeanMetrics mean(
      Collection<ClassMetrics> classes, ToDoubleFunction<ClassMetrics> weight) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    double sum = 0;
    for (ClassMetrics metrics : classes) {
      double w = weight.applyAsDouble(metrics);
      precision += w * metrics.precision();
      recall += w * metrics.recall();
      f1 += w * metrics.f1();
      sum += w;
    }
    return new MeanMetrics(precision / sum, recall / sum, f1 / sum);
  }
}
