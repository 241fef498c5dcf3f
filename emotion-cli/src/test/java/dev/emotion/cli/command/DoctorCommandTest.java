package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void tellsOfEverythingThatEmotionNeeds() {
    CliRun run = CliRun.of("doctor");

    assertThat(run.out().lines().map(line -> line.split(" ", 2)[0]))
        .startsWith(
            "emotion", "Java", "system", "CPU", "memory", "engine", "images", "faces", "video",
            "model", "display", "cameras");
  }

  /** The build's machine has it all; the tests would not run otherwise. */
  @Test
  void endsWith0WhereAllIsThere() {
    CliRun run = CliRun.of("doctor");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).doesNotContain("FAILED").contains("All that emotion needs is here.");
  }

  @Test
  void namesAllThatFailedAndEndsWith3() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int status =
        Program.of(List.of("-Dorg.bytedeco.javacpp.cachedir=" + file), EmotionCli.class, "doctor")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();

    assertThat(err).hasContent("emotion: doctor: failed: engine, images, faces, video, model");
    assertThat(Files.readAllLines(out))
        .filteredOn(line -> line.contains("FAILED"))
        .hasSize(5)
        .allMatch(
            line ->
                line.matches(
                    "(engine|images|faces|video|model) +FAILED: native libraries: no folder to unpack them in"
                        + " \\("
                        + file
                        + ".*"));
    assertThat(out).content().contains("display").doesNotContain("All that emotion needs");
    assertThat(status).isEqualTo(3);
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
