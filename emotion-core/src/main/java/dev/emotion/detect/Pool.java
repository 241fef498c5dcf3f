package dev.emotion.detect;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What serves one thread at a time: each call takes one that is idle, or a new one, and puts it
 * back. May be closed while others are at work: what they have is freed when they are done.
 */
final class Pool<T> implements AutoCloseable {
  private final Supplier<T> make;
  private final Consumer<T> free;
  private final Queue<T> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Pool(Supplier<T> make, Consumer<T> free) {
    this.make = make;
    this.free = free;
  }

  /**
   * Lends one to some work.
   *
   * @throws IllegalStateException if the pool is closed
   */
  <R> R with(Function<T, R> work) {
    if (closed) {
      throw new IllegalStateException("the detector is closed");
    }
    T next = idle.poll();
    T lent = next == null ? make.get() : next;
    try {
      return work.apply(lent);
    } finally {
      idle.add(lent);
      if (closed) { // after the add: either this thread sees it or the other one what was lent
        freeIdle();
      }
    }
  }

  private void freeIdle() {
    for (T next = idle.poll(); next != null; next = idle.poll()) {
      free.accept(next);
    }
  }

  @Override
  public void close() {
    closed = true;
    freeIdle();
  }
}
