package dev.emotion.image;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds how many pixels are worked on at a time: a search for faces takes some 40 bytes a pixel,
 * so several large images together would take more than most machines have. Thread-safe.
 */
public final class PixelBudget {
  /** What a permit stands for; an {@code int} counts them. */
  private static final long PIXELS_A_PERMIT = 100;

  private static final int BYTES_A_PIXEL = 40;

  /** What every machine must bear: the image of a large camera. */
  private static final long MIN_PIXELS = 50_000_000;

  private final int all;
  private final Semaphore permits;

  /**
   * A budget.
   *
   * @param pixels to work on at a time, at least 1; an image of more is worked on alone
   */
  public PixelBudget(long pixels) {
    this.all = (int) Math.min(permits(pixels), Integer.MAX_VALUE);
    this.permits = new Semaphore(all, true);
  }

  /**
   * The budget of this process: searches take no more than the largest heap that the JVM allows
   * itself (a quarter of the memory unless told otherwise, a container's limit being kept).
   *
   * @return for 50 million pixels or more
   */
  public static PixelBudget ofThisProcess() {
    return new PixelBudget(Math.max(MIN_PIXELS, Runtime.getRuntime().maxMemory() / BYTES_A_PIXEL));
  }

  /**
   * Does something with an image, when there is room for it; first come, first served. Not to be
   * called by the work itself, which would wait for its own room.
   *
   * @param pixels of the image
   * @param work what to do
   * @param <T> what it gives
   * @return what it gives
   */
  public <T> T hold(long pixels, Supplier<T> work) {
    int held = (int) Math.min(permits(pixels), all);
    permits.acquireUninterruptibly(held);
    try {
      return work.get();
    } finally {
      permits.release(held);
    }
  }

  private static long permits(long pixels) {
    return pixels / PIXELS_A_PERMIT + 1;
  }
}
