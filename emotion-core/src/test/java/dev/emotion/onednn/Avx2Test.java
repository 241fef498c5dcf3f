package dev.emotion.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.emotion.network.Precision;
import dev.emotion.testing.Programs;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * oneDNN has code of its own for each generation of processors. Most computers have AVX2 and no
 * more: that code is tested here, whatever this machine has beyond it.
 */
class Avx2Test {
  @TempDir private Path folder;

  /** The process: runs other tests, and ends with status 1 where one fails. */
  static final class Tests {
    private Tests() {}

    public static void main(String[] args) {
      if (OneDnn.multiplies(Precision.BF16)) {
        throw new IllegalStateException("more than AVX2 is in use");
      }
      LauncherDiscoveryRequest tests =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectClass(InferencePlanTest.class), selectClass(TrainingPlanTest.class))
              .build();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create().execute(tests, listener);
      TestExecutionSummary summary = listener.getSummary();
      PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
      summary.printFailuresTo(out);
      out.println(summary.getTestsSucceededCount() + " succeeded");
      System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
  }

  @Test
  void answersAndGradientsAreThoseOfDl4jThereToo() throws Exception {
    Path out = folder.resolve("out");
    List<String> command = Programs.java();
    command.addAll(List.of("@../emotion-cli/src/main/dist/lib/jvm.options", "-Xmn64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Tests.class.getName()));
    ProcessBuilder tests =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    tests.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
    Process process = tests.start();
    try {
      assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    } finally {
      process.destroyForcibly(); // where the time-out ended the wait
    }
    assertThat(Files.readAllLines(out)).last().asString().matches("[1-9]\\d+ succeeded");
  }
}
