package dev.emotion.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Program;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Precision;
import dev.emotion.onednn.OneDnn;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --precision}, to train and to use. */
class PrecisionTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int i = 0; i < 35; i++) {
      csv.append(i % 7).append(',');
      for (int p = 0; p < 48 * 48; p++) {
        csv.append(random.nextInt(256)).append(' ');
      }
      csv.append(i < 28 ? ",Training\n" : ",PublicTest\n");
    }
    data = Files.writeString(folder.resolve("faces.csv"), csv);
  }

  private List<Object> train(Object... more) {
    List<Object> line = new ArrayList<>(List.of("train", "--data", data));
    line.addAll(List.of("--architecture", "mini", "--width", "2", "--batch-size", "8"));
    line.addAll(List.of("--epochs", "1", "--output", folder.resolve("m.zip")));
    line.addAll(List.of(more));
    return line;
  }

  private static void assumeBfloat16() {
    assumeTrue(OneDnn.multiplies(Precision.BF16), "skipped: this CPU doesn't multiply bfloat16");
  }

  @Test
  void aRunSaysItsPrecisionAndGoesOnInIt() {
    assumeBfloat16();
    CliRun run = CliRun.of(train("--precision", "auto").toArray());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(ModelSource.of(folder.resolve("m.zip")).manifest().provenance())
        .containsEntry("setting.precision", "bf16");

    CliRun other = CliRun.of(train("--resume").toArray());
    assertThat(other.status()).isEqualTo(3);
    assertThat(other.err()).contains("no --precision, expected bf16 as the run began");
  }

  @Test
  void bothPrecisionsSeeTheSameFace() {
    assumeBfloat16();
    List<String> answers = new ArrayList<>();
    for (String precision : List.of("fp32", "bf16")) {
      CliRun run =
          CliRun.of(
              "predict",
              "--format",
              "csv",
              "--precision",
              precision,
              SampleImage.path().toString());
      assertThat(run.status()).as(run.err()).isZero();
      answers.add(run.out());
    }
    assertThat(answers.get(0)).contains(",happy,").isNotEqualTo(answers.get(1));
    assertThat(answers.get(1)).contains(",happy,");
  }

  /** As on a CPU of 2017. */
  @Test
  void withoutTheInstructionsItIsRefusedOrLeft() throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    List<Object> predict = List.of("predict", "--precision", "bf16", SampleImage.path());
    for (List<Object> line : List.of(train("--precision", "bf16"), predict)) {
      assertThat(onAvx2(out, line)).isEqualTo(2);
      assertThat(out)
          .content()
          .contains(": --precision: found bf16 on a CPU without AVX-512 BF16 and AMX, expected");
    }

    assertThat(onAvx2(out, train("--precision", "auto"))).as(Files.readString(out)).isZero();
    assertThat(ModelSource.of(folder.resolve("m.zip")).manifest().provenance())
        .doesNotContainKey("setting.precision");
  }

  private static int onAvx2(Path out, List<Object> line) throws IOException, InterruptedException {
    ProcessBuilder program = Program.of(List.of(), EmotionCli.class, line.toArray());
    program.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
    return program.redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor();
  }
}
