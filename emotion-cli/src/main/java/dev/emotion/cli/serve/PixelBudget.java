package dev.emotion.cli.serve;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds how many pixels are worked on at a time: a search for faces takes some 40 bytes a pixel,
 * so several of the largest pictures together would take more than most machines have.
 */
final class PixelBudget {
  /** What a permit stands for; an {@code int} counts them. */
  private static final long PIXELS_A_PERMIT = 100;

  private final Semaphore permits;

  /**
   * A budget.
   *
   * @param largest pixels of the largest picture; beside it there is room for small ones
   */
  PixelBudget(long largest) {
    this.permits = new Semaphore(permits(largest + largest / 5), true);
  }

  /**
   * Does something with a picture, when there is room for it; first come, first served.
   *
   * @param pixels of the picture, no more than of the largest one
   * @param work what to do
   * @return what it gives
   */
  <T> T hold(long pixels, Supplier<T> work) {
    int held = permits(pixels);
    permits.acquireUninterruptibly(held);
    try {
      return work.get();
    } finally {
      permits.release(held);
    }
  }

  private static int permits(long pixels) {
    return (int) (pixels / PIXELS_A_PERMIT + 1);
  }
}
