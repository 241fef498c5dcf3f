package dev.emotion.cli.option;

import dev.emotion.engine.Compute;
import dev.emotion.network.Precision;
import dev.emotion.onednn.OneDnn;
import dev.emotion.system.Processors;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much of the machine a command may take, and what it multiplies. */
final class ComputeOptions {
  /** What can be asked for. */
  private enum Choice {
    FP32,
    BF16,
    AUTO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private int threads = Processors.cores();

  @Option(
      names = "--precision",
      paramLabel = "HOW",
      defaultValue = "fp32",
      description =
          "${COMPLETION-CANDIDATES}: bf16 computes with 16-bit numbers, faster where the CPU"
              + " does so (AVX-512 BF16, AMX); auto: bf16 there, else fp32"
              + " (default: ${DEFAULT-VALUE}).")
  private Choice precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads to compute with (default: one a core).")
  void setThreads(int number) {
    if (number < 1) {
      throw new UsageError(command, "--threads: found " + number + ", expected 1 or more");
    }
    threads = number;
  }

  /**
   * How many threads to compute with.
   *
   * @return at least 1
   */
  public int threads() {
    return threads;
  }

  /**
   * As the options say.
   *
   * @return threads and precision
   * @throws UsageError if this CPU doesn't multiply what was asked for
   */
  public Compute compute() {
    return compute(threads);
  }

  /**
   * For a program that works on several images at a time.
   *
   * @param threadsPerCall of the engine
   * @return with the precision that the options say
   * @throws UsageError if this CPU doesn't multiply what was asked for
   */
  public Compute compute(int threadsPerCall) {
    return new Compute(threadsPerCall, precision());
  }

  private Precision precision() {
    if (precision == Choice.FP32) {
      return Precision.FP32;
    }
    boolean fast = OneDnn.multiplies(Precision.BF16);
    if (precision == Choice.BF16 && !fast) {
      throw new UsageError(
          command,
          "--precision: found bf16 on a CPU without AVX-512 BF16 and AMX, expected fp32 or auto");
    }
    return fast ? Precision.BF16 : Precision.FP32;
  }
}
