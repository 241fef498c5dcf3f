package dev.emotion.cli.dist;

import static dev.emotion.cli.dist.Installed.emotion;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit codes and messages of what can't be done. */
class BadInputIT {
  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    byte[] csv = Files.readAllBytes(Installed.trained().resolve("faces.csv"));
    Files.write(folder.resolve("cut.csv"), Arrays.copyOf(csv, 2000));
    Files.writeString(folder.resolve("bad.properties"), "data = faces\nmodl = x\n");
    Files.writeString(folder.resolve("text.zip"), "no model\n");
    Files.writeString(folder.resolve("text.jpg"), "no image\n");
    Files.copy(Installed.sample(), folder.resolve("sample.png"));
  }

  @ParameterizedTest
  @CsvSource({
    "2, predict --nope",
    "2, predict",
    "2, train --data faces --output m.zip --epochs many",
    "2, evaluate --config bad.properties",
    "3, evaluate --data nowhere",
    "3, evaluate --data cut.csv",
    "3, predict --image sample.png --model text.zip",
    "3, realtime --camera 63 --headless",
    "3, realtime --video text.jpg --headless",
    "3, realtime --video http://127.0.0.1:9/clip.mp4 --headless"
  })
  void endsInOneLineWithItsStatus(int status, String command) throws IOException {
    emotion(folder, (Object[]) command.split(" ")).run().ends(status).inOneLine();
  }

  @Test
  void anUnreadableImageIsAStatusAndABatchGoesOn() throws IOException {
    emotion(folder, "predict", "--image", "text.jpg").run().ends(3);
    String lines =
        emotion(folder, "predict", "--image", "text.jpg", "sample.png", "--format", "json")
            .run()
            .ends(4)
            .out();
    assertThat(lines)
        .contains("\"image\":\"text.jpg\",\"error\":")
        .contains("\"emotion\":\"happy\"");
  }

  @Test
  void aModelThatCannotBeWrittenLeavesNothing() throws IOException {
    List<Path> before = files();
    Path data = Installed.trained().resolve("faces");
    String err =
        emotion(folder, "train", "--data", data, "--architecture", "mini", "--epochs", 1)
            .and("--output", "nowhere/m.zip")
            .run()
            .ends(2)
            .err();
    assertThat(err).contains("--output: there is no folder " + folder.resolve("nowhere"));
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }
}
