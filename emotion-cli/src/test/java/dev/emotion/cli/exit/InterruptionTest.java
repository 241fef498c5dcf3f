package dev.emotion.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.emotion.cli.testing.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In a JVM of its own, ended by SIGTERM: a shell may have made SIGINT void for background jobs. The
 * JVM adds 128 to the number of either signal.
 */
// Reading what a process says heeds no interruption.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {
  private static final int TERMINATED = 128 + 15;

  /** A long command; with "deaf" one that never asks. */
  static final class LongProgram {
    public static void main(String[] args) {
      System.exit(Interruption.guard(() -> work(args.length > 0)));
    }

    private static int work(boolean deaf) {
      boolean more = deaf || !Interruption.requested(); // asked before the signal can come
      System.out.println("working");
      while (more) {
        sleep(Duration.ofMillis(5));
        more = deaf || !Interruption.requested();
      }
      sleep(Duration.ofMillis(50));
      System.out.println("finished what was begun");
      return ExitCode.INTERRUPTED.status();
    }

    private static void sleep(Duration time) {
      try {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void needsSignals() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no signals");
  }

  @Test
  void aCommandThatWatchesFinishesItsStep() throws Exception {
    assertThat(outputAfterSignal()).isEqualTo("finished what was begun");
  }

  @Test
  void aCommandThatNeverAsksEndsAtOnce() throws Exception {
    assertThat(outputAfterSignal("deaf")).isNull();
  }

  private static String outputAfterSignal(String... args) throws IOException, InterruptedException {
    Process process =
        Program.of(List.of(), LongProgram.class, (Object[]) args).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("working");
      long start = System.nanoTime();
      process.toHandle().destroy(); // unlike Process.destroy it leaves the stream open
      String last = out.readLine();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      return last;
    } finally {
      process.destroyForcibly();
    }
  }
}
