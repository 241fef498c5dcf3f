package dev.emotion.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.Program;
import dev.emotion.cli.testing.SmallDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of the user's with which OpenMP gives fewer threads than it is asked for. */
class OpenMpSettingsTest {
  private static final int SECONDS = 90;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"OMP_THREAD_LIMIT, 1", "OMP_DYNAMIC, true", "OMP_THREAD_LIMIT, many"})
  void trainingEnds(String variable, String value) throws IOException, InterruptedException {
    SmallDataset.write(folder.resolve("faces"), 4);
    ProcessBuilder program =
        Program.of(List.of(), EmotionCli.class, "train", "--data", "faces", "--threads", 8)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    program
        .command()
        .addAll(List.of("--architecture", "mini", "--epochs", "1", "--batch-size", "16"));
    program.command().addAll(List.of("--output", "m.zip", "--run-dir", "run", "--quiet"));
    program.environment().put(variable, value);
    Process process = program.start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertThat(ended).isTrue();
    assertThat(process.waitFor()).isZero();
  }
}
