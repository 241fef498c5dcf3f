package dev.emotion.cli.exit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Ctrl-C, for commands that have something to finish first.
 *
 * <p>A long command asks {@link #requested()} between two steps. Once it is true, the command
 * writes what is finished and returns {@link ExitCode#INTERRUPTED}. A command that never asked is
 * ended at once. The thread is not interrupted: that would close the very files being written.
 */
public final class Interruption {
  /** A step (a training batch, a chunk of images, a checkpoint) must be over in this time. */
  private static final long TIMEOUT_SECONDS = 60;

  private static final CountDownLatch REQUEST = new CountDownLatch(1);
  private static volatile boolean observed;

  private Interruption() {}

  /**
   * Whether the user pressed Ctrl-C (or the process was told to end).
   *
   * @return true from then on
   */
  public static boolean requested() {
    observed = true;
    return REQUEST.getCount() == 0;
  }

  /** Waits until {@link #requested()}, for a command that has no end of its own. */
  public static void await() {
    observed = true;
    try {
      REQUEST.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs the program so that Ctrl-C waits for a command that watches for it. The JVM itself then
   * ends the process with 130.
   *
   * @param program returns the exit status
   * @return that status
   */
  public static int guard(IntSupplier program) {
    CountDownLatch finished = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> request(finished), "emotion-interruption"));
    try {
      return program.getAsInt();
    } finally {
      finished.countDown();
    }
  }

  private static void request(CountDownLatch finished) {
    REQUEST.countDown();
    if (observed) {
      try {
        finished.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
