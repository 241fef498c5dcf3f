package dev.emotion.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much the loss of a face counts, by the number of training faces of its class. */
public enum ClassWeights {
  /** All alike. */
  NONE(0),
  /** Inversely to the square root of the number: rare classes count more, but less than all. */
  ROOT(0.5),
  /** Inversely to the number: all classes count alike. */
  BALANCED(1);

  private final double power;

  ClassWeights(double power) {
    this.power = power;
  }

  /**
   * The factors.
   *
   * @param labels class indices of all training faces
   * @param classes the number of classes
   * @return one factor per class, 1 on average over the faces, 1 for a class without faces; empty
   *     for {@link #NONE}
   */
  List<Double> of(List<Integer> labels, int classes) {
    if (this == NONE) {
      return List.of();
    }
    long[] counts = new long[classes];
    labels.forEach(label -> counts[label]++);
    double sum = Arrays.stream(counts).mapToDouble(count -> count * factor(count)).sum();
    List<Double> weights = new ArrayList<>();
    for (long count : counts) {
      weights.add(count == 0 ? 1 : factor(count) * labels.size() / sum);
    }
    return weights;
  }

  private double factor(long count) {
    return count == 0 ? 0 : Math.pow((double) count, -power);
  }

  /**
   * The name in options.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
