package dev.emotion.testing;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/**
 * Feeds damaged inputs to a reader. As a test it takes a fixed number of them; with {@code
 * -Demotion.fuzz.seconds=600 -Dtest.timeout="1 h"} it goes on for so long, with other inputs, which
 * {@code -Demotion.fuzz.seed} makes again. The input at hand lies in {@code target/fuzz}, should it
 * end the process.
 */
public final class Fuzzing {
  private static final long SECONDS = Long.getLong("emotion.fuzz.seconds", 0);

  private static final long SEED =
      SECONDS == 0 ? 1 : Long.getLong("emotion.fuzz.seed", System.nanoTime());

  /** No input of some kilobytes may take more of the processor's time. */
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** By the clock: who takes longer on any machine, will never end. */
  private static final long MAX_MINUTES = 5;

  /** One in so many damaged inputs must come past the first checks. */
  private static final int TAKEN = 20;

  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final int MAX_FINDINGS = 10;

  private Fuzzing() {}

  /** Reads an input. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads it.
     *
     * @param input damaged or good
     * @return whether it was taken for good; false if it was refused as it should be
     */
    boolean read(byte[] input) throws Exception;
  }

  /**
   * What makes the inputs: of a fixed seed, or of another one in a long run.
   *
   * @return the seed
   */
  public static long seed() {
    return SEED;
  }

  /**
   * Feeds a reader, and fails where it throws or takes too long; goes on for some more such inputs.
   *
   * @param name of the reader
   * @param inputs how many to take as a test
   * @param source makes them
   * @param reader reads them, in a thread of its own
   * @throws InterruptedException if the test takes too long
   */
  public static void run(String name, int inputs, Supplier<byte[]> source, Reader reader)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz"));
    Path atHand = folder.resolve(name + ".input");
    long begin = System.nanoTime();
    long slowest = 0;
    long done = 0;
    long taken = 0;
    List<AssertionError> findings = new ArrayList<>();
    ExecutorService thread = Executors.newSingleThreadExecutor(Fuzzing::daemon);
    boolean ends = true;
    while (ends
        && findings.size() < MAX_FINDINGS
        && (SECONDS == 0 ? done < inputs : seconds(begin) < SECONDS)) {
      byte[] input = source.get();
      Files.write(atHand, input);
      long start = cpuNanos();
      try {
        Future<Boolean> answer = thread.submit(() -> reader.read(input));
        taken += answer.get(MAX_MINUTES, TimeUnit.MINUTES) ? 1 : 0;
        long used = cpuNanos() - start;
        slowest = Math.max(slowest, used);
        Assertions.assertThat(used).as("nanoseconds").isLessThan(MAX_NANOS);
      } catch (ExecutionException | TimeoutException | AssertionError e) {
        ends = !(e instanceof TimeoutException);
        Path kept = folder.resolve(name + "-" + done + ".finding");
        Files.write(kept, input);
        Throwable failure = e instanceof ExecutionException ? e.getCause() : e;
        findings.add(new AssertionError(name + ": the input kept as " + kept, failure));
      }
      done++;
    }
    thread.shutdownNow();
    Files.delete(atHand);
    System.out.printf(
        Locale.ROOT,
        "fuzz %s: seed %d, %d inputs in %d s, %d taken for good, the slowest %d ms, %d findings%n",
        name,
        SEED,
        done,
        seconds(begin),
        taken,
        TimeUnit.NANOSECONDS.toMillis(slowest),
        findings.size());
    Assertions.assertThat(findings).isEmpty();
    Assertions.assertThat(taken)
        .as("of %d inputs come past the first checks", done)
        .isGreaterThan(done / TAKEN);
  }

  /** Does not keep the JVM alive, should it never end. */
  private static Thread daemon(Runnable reading) {
    Thread thread = new Thread(reading, "fuzz");
    thread.setDaemon(true);
    return thread;
  }

  /** Of all threads: unlike the time of day, it does not depend on what else is running. */
  private static long cpuNanos() {
    return MACHINE.getProcessCpuTime();
  }

  private static long seconds(long begin) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }
}
