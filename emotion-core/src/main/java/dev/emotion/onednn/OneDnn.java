package dev.emotion.onednn;

import dev.emotion.network.Precision;
import dev.emotion.system.NativeLibrary;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/** The library: its gate, its engine for the CPU, and its threads. */
public final class OneDnn {
  /** As packaged, and as oneDNN's own jar. */
  public static final NativeLibrary LIBRARY = new NativeLibrary(OneDnn::load, "natives-", "dnnl-");

  private static final ThreadLocal<Integer> ompThreads = ThreadLocal.withInitial(() -> 0);
  private static volatile dnnl_engine engine;
  private static volatile SetNumber setNumThreads;
  private static volatile SetNumber setDynamic;

  private OneDnn() {}

  /** Calls a C function of one number. OpenBLAS's classes have the only one of that kind. */
  private static final class SetNumber extends openblas_nolapack.SetNumThreads {
    SetNumber(Pointer function) {
      put(function);
    }
  }

  private static void load() {
    dnnl_engine cpu = new dnnl_engine();
    check(dnnl.dnnl_engine_create(cpu, dnnl.dnnl_cpu, 0), "engine");
    engine = cpu;
    Loader.load(openblas_nolapack.class);
    setNumThreads = function("omp_set_num_threads");
    setDynamic = function("omp_set_dynamic");
  }

  private static SetNumber function(String name) {
    Pointer function = Loader.addressof(name);
    return function == null ? null : new SetNumber(function);
  }

  /** The user's limit; libgomp ignores what is no number, too. */
  private static int threadLimit() {
    String limit = System.getenv("OMP_THREAD_LIMIT");
    return limit != null && limit.strip().matches("[1-9]\\d{0,8}")
        ? Integer.parseInt(limit.strip())
        : Integer.MAX_VALUE;
  }

  /**
   * To be called before primitives are made or run on the current thread: OpenMP keeps its number
   * of threads for each calling thread. OpenMP must give as many as it was asked for: some of
   * oneDNN's primitives wait for that many for ever.
   *
   * @param threads of an operation, at least 1
   */
  public static void prepareThisThread(int threads) {
    LIBRARY.require();
    if (ompThreads.get() != threads && setNumThreads != null) {
      setDynamic.call(0);
      setNumThreads.call(Math.min(threads, threadLimit()));
      ompThreads.set(threads);
    }
  }

  /**
   * The library's version.
   *
   * @return such as 3.11.0
   */
  public static String version() {
    LIBRARY.require();
    dnnl_version_t version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /**
   * Whether this CPU multiplies such numbers: without AVX-512 BF16 or AMX, bfloat16 is emulated,
   * slower than float32, or not to be had.
   *
   * @param precision asked for
   * @return whether it pays
   */
  public static boolean multiplies(Precision precision) {
    LIBRARY.require();
    // Each instruction set has the bits of those that it includes.
    return precision == Precision.FP32
        || (dnnl.dnnl_get_effective_cpu_isa() & dnnl.dnnl_cpu_isa_avx512_core_bf16)
            == dnnl.dnnl_cpu_isa_avx512_core_bf16;
  }

  static dnnl_engine engine() {
    return engine;
  }

  /** Refuses a status other than success. */
  static void check(int status, String what) {
    if (status == dnnl.dnnl_out_of_memory) {
      throw new OutOfMemoryError("oneDNN: " + what);
    }
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN: " + what + ", status " + status);
    }
  }
}
