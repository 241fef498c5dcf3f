package dev.emotion.cli.serve;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/** Durations counted by size, as Prometheus takes them. Thread-safe. */
final class Histogram {
  private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  /** One more than there are bounds: the last one is for all that is longer. */
  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);

  private final DoubleAdder sum = new DoubleAdder();

  void record(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    sum.add(seconds);
  }

  /**
   * Appends its lines, each bucket with all the shorter ones in it.
   *
   * @param text where to
   * @param name of the metric
   * @param labels such as {@code path="/health"}
   */
  void write(StringBuilder text, String name, String labels) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
      String bound = i < BOUNDS.length ? String.valueOf(BOUNDS[i]) : "+Inf";
      text.append(
          String.format(Locale.ROOT, "%s_bucket{%s,le=\"%s\"} %d\n", name, labels, bound, total));
    }
    text.append(String.format(Locale.ROOT, "%s_sum{%s} %.6f\n", name, labels, sum.sum()));
    text.append(String.format(Locale.ROOT, "%s_count{%s} %d\n", name, labels, total));
  }
}
