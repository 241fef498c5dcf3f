package dev.emotion.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.Program;
import dev.emotion.cli.testing.SmallDataset;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads with small stacks, which natives overflow without a word: the status is a signal's. */
class SmallStackTest {
  @TempDir private Path folder;

  private void runs(Object... args) throws IOException, InterruptedException {
    Process process =
        Program.of(List.of("-Xss256k"), EmotionCli.class, args)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void predicts() throws Exception {
    runs("predict", SampleImage.path(), "--explain", "maps", "--output", "copies", "--quiet");
  }

  @Test
  void trains() throws Exception {
    SmallDataset.write(folder.resolve("faces"), 4);
    runs(
        "train",
        "--data",
        "faces",
        "--epochs",
        1,
        "--batch-size",
        8,
        "--output",
        "m.zip",
        "--run-dir",
        "run",
        "--augment",
        "strong",
        "--quiet");
  }
}
