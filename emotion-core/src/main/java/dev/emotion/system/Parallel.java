package dev.emotion.system;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Function;

/** Several things at a time, on threads of the caller's number. */
public final class Parallel {
  private Parallel() {}

  /**
   * Does several things at a time.
   *
   * @param <T> what it is done with
   * @param <R> what it gives
   * @param items what to do it with
   * @param threads on how many threads at most, at least 1
   * @param work what to do; called from several threads
   * @return its results, in the order of the items
   */
  public static <T, R> List<R> map(List<T> items, int threads, Function<T, R> work) {
    int count = Math.min(items.size(), threads);
    if (count <= 1) {
      return items.stream().map(work).toList();
    }
    ForkJoinPool pool = new ForkJoinPool(count);
    try {
      return pool.invoke(ForkJoinTask.adapt(() -> items.parallelStream().map(work).toList()));
    } finally {
      pool.shutdown();
    }
  }
}
