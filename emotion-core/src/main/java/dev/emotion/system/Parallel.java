package dev.emotion.system;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
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

  /**
   * Waits for a task of another thread.
   *
   * @param <R> what it gives
   * @param task to wait for
   * @param doing what the caller does, for the message
   * @return the task's result
   * @throws RuntimeException what the task threw; an error likewise
   * @throws IllegalStateException if the thread is interrupted, which it stays, or around a checked
   *     exception of the task
   */
  public static <R> R result(Future<R> task, String doing) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + doing, e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /**
   * What a task threw. An error is thrown from here.
   *
   * @param e what its future throws
   * @return to be thrown: the task's own exception, or one around a checked exception
   */
  public static RuntimeException failure(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e);
  }
}
