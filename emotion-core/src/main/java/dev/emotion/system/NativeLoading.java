package dev.emotion.system;

import dev.emotion.NativeException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loads native libraries in the background, for a program that has other work to do meanwhile. One
 * thread loads them all, and no other touches JavaCPP before it is done: JavaCPP loads under a lock
 * and initialises classes in it, and takes the system's two locks of libraries in the other order
 * ({@code Loader.addressof} closes a library inside {@code dl_iterate_phdr}), so two threads can
 * wait for each other for ever.
 */
public final class NativeLoading {
  private static final ExecutorService LOADER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "emotion-natives");
            thread.setDaemon(true);
            return thread;
          });

  private static final AtomicReference<Runnable> NOTICE = new AtomicReference<>();

  private static final AtomicReference<Throwable> FAILURE = new AtomicReference<>();

  private static volatile Future<?> last;

  private NativeLoading() {}

  /**
   * Begins to load, after what was begun before.
   *
   * @param load loads libraries; where they are loaded already, it does nothing. A failure is not
   *     told: who needs the library meets it again
   */
  public static void begin(Runnable load) {
    last =
        LOADER.submit(
            () -> {
              try {
                load.run();
              } catch (LinkageError | RuntimeException e) {
                // JavaCPP and the JVM fail again at each use, but not with the reason.
                FAILURE.compareAndSet(null, e);
              }
            });
  }

  /**
   * Waits for all that was begun. To be called before native libraries are loaded or used, but not
   * by what loads them in the background.
   */
  public static void await() {
    Future<?> loading = last;
    if (loading == null) {
      return;
    }
    boolean interrupted = false;
    while (!loading.isDone()) {
      try {
        loading.get();
      } catch (InterruptedException e) {
        interrupted = true; // to go on meanwhile could hang
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Says what to do before libraries are unpacked into JavaCPP's cache, the first time on a
   * machine, which takes some seconds: to tell the user.
   *
   * @param notice runs at most once, on the thread that loads
   */
  public static void whenUnpacking(Runnable notice) {
    NOTICE.set(notice);
  }

  /**
   * To be called before libraries are loaded that may have to be unpacked: chooses the folder for
   * them, and tells the user.
   *
   * @param jars how the names of the jars begin that have them
   * @throws NativeException if there is no folder to unpack them in
   */
  public static void announce(String... jars) {
    NativeCache.require();
    if (NOTICE.get() != null && !NativeCache.has(jars)) {
      Runnable notice = NOTICE.getAndSet(null);
      if (notice != null) {
        notice.run();
      }
    }
  }

  /**
   * Why libraries can't be loaded: no place to unpack them in, or the system's own words.
   *
   * @param failure what was thrown where one was loaded or used
   * @return the reason; empty if it has nothing to do with loading
   */
  public static Optional<NativeException> fault(Throwable failure) {
    if (!(failure instanceof LinkageError)) {
      return Optional.empty();
    }
    return NativeCache.fault(failure)
        .or(() -> words(failure))
        .or(() -> Optional.ofNullable(FAILURE.get()).flatMap(NativeLoading::words));
  }

  /** The innermost: outer ones say only that a library isn't on the search path. */
  private static Optional<NativeException> words(Throwable failure) {
    Throwable innermost = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnsatisfiedLinkError) {
        innermost = cause;
      }
    }
    return Optional.ofNullable(innermost)
        .map(cause -> new NativeException(cause.getMessage(), "what this system can load", cause));
  }
}
