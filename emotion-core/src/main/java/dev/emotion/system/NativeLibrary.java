package dev.emotion.system;

import dev.emotion.EmotionException;
import dev.emotion.NativeException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Native libraries that are loaded together: the one gate to them, which whoever uses them passes
 * ({@link #require}) before the first touch of a class of JavaCPP's.
 *
 * <p>One thread of the process loads them all, and nobody gets through a gate before it is idle:
 * JavaCPP loads under a lock and initialises classes in it, and takes the system's two locks of
 * libraries in the other order ({@code Loader.addressof} closes a library inside {@code
 * dl_iterate_phdr}), so two threads can wait for each other for ever.
 */
public final class NativeLibrary {
  /** JavaCPP alone: memory as the system counts it. */
  public static final NativeLibrary JAVACPP =
      new NativeLibrary(() -> org.bytedeco.javacpp.Loader.load(org.bytedeco.javacpp.Pointer.class));

  /** JavaCPP's words, and the JVM's, where no jar has a library. */
  private static final Pattern MISSING =
      Pattern.compile("(?:Could not find|no) jni(\\w+) in (?:class|java\\.library)");

  /** What the JVM keeps of the failure of a class, for whoever touches the class again. */
  private static final Pattern EARLIER =
      Pattern.compile("Exception java\\.lang\\.UnsatisfiedLinkError: (.*) \\[in thread .*");

  private static final Pattern FFMPEG = Pattern.compile("av\\w+|sw\\w+|postproc");

  private static final String THREAD_NAME = "emotion-natives";

  /**
   * Of the thread that loads, whatever {@code -Xss} says: what initialises oneDNN takes half a
   * megabyte at once, and a native stack that is full ends the process without a word.
   */
  private static final long STACK_BYTES = 4L << 20;

  private static final ExecutorService LOADER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(null, task, THREAD_NAME, STACK_BYTES);
            thread.setDaemon(true);
            return thread;
          });

  private static final AtomicReference<Runnable> NOTICE = new AtomicReference<>();

  /** What was begun last: when it is done, all is. */
  private static volatile Future<?> last;

  private final Runnable load;
  private final String[] jars;
  private Future<?> loading;

  /**
   * A gate; loads nothing yet.
   *
   * @param load loads the libraries; runs once, on the thread that loads. It must not need a class
   *     whose initialisation passes this gate
   * @param jars how the names of the jars begin that have them, to tell the user where they must be
   *     unpacked first; none for what is a part of others
   */
  public NativeLibrary(Runnable load, String... jars) {
    this.load = load;
    this.jars = jars.clone();
  }

  /**
   * Begins to load in the background, for a program that has other work to do meanwhile. A failure
   * shows in {@link #require}.
   */
  public void begin() {
    synchronized (NativeLibrary.class) {
      if (loading == null) {
        loading =
            LOADER.submit(
                () -> {
                  announce();
                  load.run();
                });
        last = loading;
      }
    }
  }

  /**
   * Loads, unless that is done, and waits until nothing is being loaded.
   *
   * @throws EmotionException if a library can't be loaded on this system, the same at each call
   */
  public void require() {
    if (Thread.currentThread().getName().equals(THREAD_NAME)) {
      load.run(); // a library of which another one is a part
      return;
    }
    begin();
    await(last);
    try {
      loading.get();
    } catch (InterruptedException e) {
      throw new AssertionError("it is done", e);
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (failure instanceof EmotionException known) {
        throw known;
      }
      throw fault(failure)
          .<EmotionException>map(fault -> fault)
          .orElseThrow(() -> new IllegalStateException(failure));
    }
  }

  private static void await(Future<?> loading) {
    boolean interrupted = false;
    while (!loading.isDone()) {
      try {
        loading.get();
      } catch (InterruptedException e) {
        interrupted = true; // to go on meanwhile could hang
      } catch (ExecutionException e) {
        break; // whose library it is meets it
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

  /** Chooses the folder that they are unpacked into, and tells the user. */
  private void announce() {
    NativeCache.require();
    Logging.prepare();
    if (jars.length > 0 && NOTICE.get() != null && !NativeCache.has(jars)) {
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
    return NativeCache.fault(failure).or(() -> words(failure));
  }

  /** The innermost: outer ones say only that a library isn't on the search path. */
  private static Optional<NativeException> words(Throwable failure) {
    Optional<NativeException> innermost = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Matcher earlier = EARLIER.matcher(String.valueOf(cause.getMessage()));
      if (cause instanceof UnsatisfiedLinkError) {
        innermost = Optional.of(fault(cause.getMessage(), cause));
      } else if (earlier.matches()) {
        innermost = Optional.of(fault(earlier.group(1), cause));
      }
    }
    return innermost;
  }

  private static NativeException fault(String words, Throwable cause) {
    Matcher missing = MISSING.matcher(String.valueOf(words));
    if (!missing.lookingAt()) {
      return new NativeException(words, "what this system can load", cause);
    }
    String platform = BuildInfo.platform();
    return new NativeException(
        "no " + missing.group(1) + " for " + platform + " on the class path",
        FFMPEG.matcher(missing.group(1)).matches()
            ? "dev.emotion:emotion-video among the program's dependencies"
            : "dev.emotion:emotion-natives-" + platform + " or emotion-platform among them",
        cause);
  }
}
