package dev.emotion.engine;

import dev.emotion.EmotionException;
import dev.emotion.ModelException;
import dev.emotion.executor.MachineLimits;
import dev.emotion.system.BuildInfo;
import dev.emotion.system.NativeLoading;
import dev.emotion.system.Processors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.Nd4jCpu;

/**
 * Sets up ND4J, once a process, before the first network is built: loads the native library, turns
 * DL4J's oneDNN helpers on where the library has oneDNN, and keeps the number of threads.
 *
 * <p>The settings it needs are system properties that are read when ND4J's and JavaCPP's classes
 * load. It sets them itself, so an embedding program need not; if that program loaded those classes
 * first with other settings, the engine still computes right, only slower, and {@link #facts()}
 * says so.
 *
 * <p>What it can't set is how its threads wait for each other: libgomp reads {@code GOMP_SPINCOUNT}
 * from the environment that the process was started with. Without it they spin for milliseconds,
 * which makes two threads several times slower than one beside other busy processes. The launcher
 * sets 30000; an embedding program should be started so too.
 */
public final class NativeEngine {
  /** Chooses which build of the native library JavaCPP loads: {@code -onednn}, else the plain. */
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  /** DL4J 1.0.0-M2.1 has its layer helpers off unless this is "false" when a layer is built. */
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  private static final ThreadLocal<Integer> THREADS_OF_THIS_THREAD =
      ThreadLocal.withInitial(() -> 0);

  private static EngineFacts facts;
  private static EmotionException failure;
  private static volatile int threads = Processors.cores();

  private NativeEngine() {}

  /**
   * What was set up, setting it up first if need be.
   *
   * @return the facts
   * @throws EmotionException if no native library can be loaded here
   */
  public static EngineFacts facts() {
    NativeLoading.await();
    return startOnce();
  }

  private static synchronized EngineFacts startOnce() {
    if (failure != null) {
      throw failure; // the JVM doesn't try its classes again
    }
    if (facts == null) {
      try {
        facts = start();
      } catch (EmotionException e) {
        failure = e;
        throw e;
      }
    }
    return facts;
  }

  /**
   * Begins the set-up in the background, for a program that has other work to do meanwhile; {@link
   * #facts()} and all that compute wait for it. A failure shows there.
   *
   * @param engine for which; the light one needs no more than a library of OpenCV's
   */
  public static void begin(Engine engine) {
    NativeLoading.begin(engine == Engine.LIGHT ? LightEngine::load : NativeEngine::startOnce);
  }

  /**
   * How many threads the engine computes with, from the next operation on. Results are
   * bit-identical for the same number, and differ in the last digits between numbers.
   *
   * @param count at least 1; the default is {@link Processors#cores()}
   */
  public static void useThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " threads, expected 1 or more");
    }
    threads = count;
  }

  /**
   * The number of threads the engine computes with.
   *
   * @return at least 1
   */
  public static int threads() {
    return threads;
  }

  /**
   * What this machine's native library reaches at best with the number of threads in force.
   *
   * @return the limits, measured in about a second
   */
  public static MachineLimits limits() {
    prepareThisThread();
    return MachineLimits.measure();
  }

  /**
   * How much memory the machine has left, caches that it would give back not counted.
   *
   * @return bytes
   */
  public static long availableBytes() {
    return Pointer.availablePhysicalBytes();
  }

  /**
   * The memory this process holds now, native and Java; where the system does not tell (it does on
   * Linux), without what it shares with others.
   *
   * @return bytes
   */
  public static long residentBytes() {
    return ofLinux("VmRSS:");
  }

  /**
   * The most memory this process has held so far, native and Java; where the system does not tell
   * (it does on Linux), what it holds now.
   *
   * @return bytes
   */
  public static long peakResidentBytes() {
    return ofLinux("VmHWM:");
  }

  private static long ofLinux(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseGet(Pointer::physicalBytes);
    } catch (IOException e) {
      return Pointer.physicalBytes();
    }
  }

  /**
   * To be called before any work with ND4J on the current thread: OpenMP keeps its number of
   * threads for each calling thread.
   */
  public static void prepareThisThread() {
    facts();
    if (THREADS_OF_THIS_THREAD.get() != threads) {
      ops().setOmpNumThreads(threads);
      Nd4j.getEnvironment().setMaxThreads(threads);
      Nd4j.getEnvironment().setMaxMasterThreads(threads);
      THREADS_OF_THIS_THREAD.set(threads);
    }
  }

  private static EngineFacts start() {
    if (System.getProperty(EXTENSION) == null) {
      System.setProperty(EXTENSION, "-onednn");
    }
    if (System.getProperty(HELPERS_DISABLED) == null) {
      System.setProperty(HELPERS_DISABLED, "false");
    }
    NativeLoading.announce("nd4j-native-" + BuildInfo.read().dl4j() + "-" + Loader.getPlatform());
    String backend;
    String build;
    try {
      backend = Nd4j.getBackend().getClass().getSimpleName(); // first: it loads the rest
      build = ops().buildInfo();
    } catch (LinkageError | RuntimeException e) {
      throw NativeLoading.fault(e)
          .<EmotionException>map(fault -> fault)
          .orElseGet(
              () ->
                  new ModelException(
                      "native engine",
                      "no ND4J library loads on " + System.getProperty("os.name") + " " + arch(),
                      "Linux, macOS or Windows natives on the class path",
                      e));
    }
    boolean compiled = build.contains("HAVE_ONEDNN");
    boolean enabled = !Boolean.parseBoolean(System.getProperty(HELPERS_DISABLED));
    Nd4jCpu.Environment.getInstance().setUseMKLDNN(compiled && enabled);
    if (!compiled) {
      log()
          .warn(
              "no oneDNN build of the engine for {} {}: the plain one is used, several times slower",
              System.getProperty("os.name"),
              arch());
    } else if (!enabled) {
      log().warn("oneDNN is off: -D{}=true", HELPERS_DISABLED);
    }
    return new EngineFacts(backend, compiled, compiled && enabled);
  }

  /** Not a constant: the logging library takes longer to load than this class may. */
  private static Logger log() {
    return LogManager.getLogger(NativeEngine.class);
  }

  private static String arch() {
    return System.getProperty("os.arch");
  }

  private static NativeOps ops() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}
