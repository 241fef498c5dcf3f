package dev.emotion.engine;

import dev.emotion.EmotionException;
import dev.emotion.ModelException;
import dev.emotion.executor.MachineLimits;
import dev.emotion.system.BuildInfo;
import dev.emotion.system.Logging;
import dev.emotion.system.NativeLibrary;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.Nd4jCpu;
import org.slf4j.Logger;

/**
 * Sets up ND4J, once a process, before the first network is built: loads the native library, turns
 * DL4J's oneDNN helpers on where the library has oneDNN.
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

  private static final NativeLibrary LIBRARY =
      new NativeLibrary(NativeEngine::load, "nd4j-native-" + BuildInfo.read().dl4j());

  private static final ThreadLocal<Integer> ompThreads = ThreadLocal.withInitial(() -> 0);
  private static volatile int loopThreads;
  private static volatile EngineFacts facts;

  private NativeEngine() {}

  /**
   * What was set up, setting it up first if need be.
   *
   * @return the facts
   * @throws EmotionException if no native library can be loaded here
   */
  public static EngineFacts facts() {
    LIBRARY.require();
    return facts;
  }

  /**
   * Begins the set-up in the background, for a program that has other work to do meanwhile; {@link
   * #facts()} and all that compute wait for it. A failure shows there.
   *
   * @param engine for which; the light one needs no more than a library of OpenCV's
   */
  public static void begin(Engine engine) {
    (engine == Engine.LIGHT ? LightEngine.LIBRARY : LIBRARY).begin();
  }

  /**
   * What this machine's native library reaches at best.
   *
   * @param threads to compute with, at least 1
   * @return the limits, measured in about a second
   */
  public static MachineLimits limits(int threads) {
    prepareThisThread(threads);
    return MachineLimits.measure();
  }

  /**
   * To be called before work with ND4J on the current thread. OpenMP keeps its number of threads
   * for each calling thread; ND4J's own loops have one number in a process, the last one set here,
   * which no result depends on.
   *
   * @param threads of an operation, at least 1
   */
  public static void prepareThisThread(int threads) {
    LIBRARY.require();
    if (ompThreads.get() != threads) {
      ops().setOmpNumThreads(threads);
      ompThreads.set(threads);
    }
    if (loopThreads != threads) {
      Nd4j.getEnvironment().setMaxThreads(threads);
      Nd4j.getEnvironment().setMaxMasterThreads(threads);
      loopThreads = threads;
    }
  }

  private static void load() {
    if (System.getProperty(EXTENSION) == null) {
      System.setProperty(EXTENSION, "-onednn");
    }
    if (System.getProperty(HELPERS_DISABLED) == null) {
      System.setProperty(HELPERS_DISABLED, "false");
    }
    String backend;
    String build;
    try {
      backend = Nd4j.getBackend().getClass().getSimpleName(); // first: it loads the rest
      build = ops().buildInfo();
    } catch (LinkageError | RuntimeException e) {
      throw NativeLibrary.fault(e)
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
    facts = new EngineFacts(backend, compiled, compiled && enabled);
  }

  /** Not a constant: the logging library takes longer to load than this class may. */
  private static Logger log() {
    return Logging.of(NativeEngine.class);
  }

  private static String arch() {
    return System.getProperty("os.arch");
  }

  private static NativeOps ops() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}
