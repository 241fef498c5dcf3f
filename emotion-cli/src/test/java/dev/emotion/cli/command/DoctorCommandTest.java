package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.testing.CliRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  @Test
  void tellsOfEverythingThatEmotionNeeds() {
    CliRun run = CliRun.of("doctor");

    assertThat(run.out().lines().map(line -> line.split(" ", 2)[0]))
        .startsWith(
            "emotion",
            "Java",
            "system",
            "CPU",
            "memory",
            "engine",
            "pictures",
            "model",
            "display",
            "cameras");
  }

  @Test
  void endsWith0ExactlyWhenNothingFailed() {
    CliRun run = CliRun.of("doctor");

    boolean failed = run.out().contains("FAILED");
    assertThat(run.status()).isEqualTo(failed ? 3 : 0);
    assertThat(run.err().startsWith("emotion: doctor: failed: ")).isEqualTo(failed);
  }

  @Test
  void saysThatOneDnnComputesRight() {
    assertThat(CliRun.of("doctor").out().lines())
        .anyMatch(
            line ->
                line.matches(
                    "engine +oneDNN 3\\.\\d+\\.\\d+, \\d+ threads, fp32( and bf16)?; a small network takes .* ms.*"));
  }

  @Test
  void printsNoControlCharacters() {
    assertThat(CliRun.of("doctor").out()).doesNotContainPattern("[\\p{Cntrl}&&[^\\r\\n]]");
  }

  @Test
  void listsTheInstructionSetsThatMatter() {
    List<String> cpuInfo =
        List.of(
            "processor\t: 0",
            "model name\t: Some CPU",
            "flags\t\t: fpu sse4_2 avx avx2 avx512fp16 fma",
            "processor\t: 1",
            "model name\t: Another CPU");

    assertThat(Machine.cpu(cpuInfo, "2 processors"))
        .isEqualTo("2 processors, Some CPU, sse4_2 avx avx2 fma");
  }

  @Test
  void managesWithoutModelNameAsOnArm() {
    assertThat(Machine.cpu(List.of("Features\t: fp asimd crc32"), "4 processors"))
        .isEqualTo("4 processors, asimd");
  }

  @Test
  void namesTheDisplayOrNone() {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "displays have names on Linux");

    assertThat(Machine.display(Map.of("DISPLAY", ":1"))).isEqualTo(":1");
    assertThat(Machine.display(Map.of("DISPLAY", ""))).isEqualTo("none");
  }
}
