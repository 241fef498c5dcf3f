package dev.emotion.cli.dist;

import static dev.emotion.cli.dist.Installed.emotion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.dist.Installed.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are closed, full or left by their reader, and too little memory. */
class StreamsIT {
  private static Path trained;

  @BeforeAll
  static void train() throws IOException {
    trained = Installed.trained();
  }

  @Test
  void aReaderMayLeave() throws IOException {
    Outcome outcome =
        emotion(trained, "predict", "--image", "faces/test", "--recursive", "--detector", "none")
            .and("--format", "csv", "--model", "model.zip")
            .by("{ \"$@\"; echo $? >status; } | head -n 1")
            .run()
            .ends(0)
            .quietly();
    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(trained.resolve("status")).content().isEqualToIgnoringNewLines("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "inspect --data faces.csv",
        "predict --image faces/test/happy/0.pgm --detector none"
      })
  void aResultThatCannotBeWrittenIsAFailure(String command) throws IOException {
    Object[] args = command.split(" ");
    emotion(trained, args).by("\"$@\" >&-").run().ends(3).inOneLine();
    assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: no /dev/full");
    emotion(trained, args).by("\"$@\" >/dev/full").run().ends(3).inOneLine();
  }

  @Test
  void stderrMayBeClosed() throws IOException {
    Outcome outcome =
        emotion(trained, "predict", "--image", Installed.sample(), "--format", "json")
            .by("\"$@\" 2>&-")
            .run()
            .ends(0);
    assertThat(outcome.out()).contains("\"emotion\":\"happy\"");
  }

  @Test
  void tooLittleMemorySaysWhatToLower() throws IOException {
    Outcome outcome =
        emotion(trained, "train", "--data", "faces", "--architecture", "vgg", "--epochs", 1)
            .and("--output", "large.zip")
            .with("EMOTION_JAVA_OPTS", "-Xmx24m")
            .run()
            .ends(3);
    assertThat(outcome.err()).containsPattern("(?m)^emotion: out of memory: .*lower --batch-size");
  }
}
