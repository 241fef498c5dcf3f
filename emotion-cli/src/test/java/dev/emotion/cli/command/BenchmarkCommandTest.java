package dev.emotion.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.Commands;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.UntrainedModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With one face a step, to be quick: the figures are real, only not worth quoting. */
class BenchmarkCommandTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void makeAModel() {
    model = folder.resolve("untrained.zip");
    UntrainedModel.write(model);
  }

  @Test
  void writesTheFiguresAsJson() throws IOException {
    CliRun run =
        CliRun.of(
            "benchmark",
            "--model",
            model,
            "--batch-size",
            1,
            "--threads",
            1,
            "--json",
            "-",
            "--images",
            images());
    assertThat(run.status()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains(": 1 of 2 images can't be read");
    JsonObject figures = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(figures.get("threads").getAsInt()).isEqualTo(1);
    assertThat(figures.get("peakMemoryMb").getAsDouble()).isGreaterThan(50);
    assertThat(figures.get("startUpSeconds").getAsDouble()).isBetween(0.05, 120.0);
    assertThat(figures.getAsJsonArray("detection")).hasSize(4);
    JsonObject images = figures.getAsJsonObject("pictures");
    assertThat(images.get("pictures").getAsInt()).isEqualTo(1);
    assertThat(images.get("unreadable").getAsInt()).isEqualTo(1);
    assertThat(images.get("picturesPerSecond").getAsDouble()).isPositive();
    assertThat(figures.getAsJsonArray("trainingStep"))
        .extracting(time -> time.getAsJsonObject().get("layer").getAsString())
        .contains("Convolution", "BatchNorm", "Pooling", "Output");
    JsonObject limits = figures.getAsJsonObject("limits");
    assertThat(limits.get("gemmGflops").getAsDouble()).isPositive();
    assertThat(limits.get("convolutionGflops").getAsDouble()).isPositive();
    assertThat(limits.get("memoryGigabytesPerSecond").getAsDouble()).isPositive();
    JsonObject reference = figures.getAsJsonObject("reference");
    assertThat(reference.get("trainingImagesPerSecond").getAsDouble()).isPositive();
    assertThat(figures.getAsJsonObject("bundled").has("trainingImagesPerSecond")).isFalse();
    for (String network : new String[] {"reference", "bundled"}) {
      JsonObject speed = figures.getAsJsonObject(network);
      assertThat(speed.get("inferenceImagesPerSecond").getAsDouble()).isPositive();
      assertThat(speed.getAsJsonObject("inferenceByBatchSize").keySet())
          .containsExactly("1", "8", "32", "64");
      JsonObject latency = speed.getAsJsonObject("latencyMs");
      assertThat(latency.get("median").getAsDouble()).isPositive();
      assertThat(latency.get("p99").getAsDouble())
          .isGreaterThanOrEqualTo(latency.get("median").getAsDouble());
    }
  }

  /** A folder with an image and a file that only calls itself one. */
  private Path images() throws IOException {
    Path images = Files.createDirectories(folder.resolve("pictures"));
    ImageIO.write(
        new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB),
        "png",
        images.resolve("a.png").toFile());
    Files.writeString(images.resolve("b.png"), "no image");
    return images;
  }

  @Test
  void timesAVideo() {
    Path clip = folder.resolve("clip.mp4");
    Clip.face(clip, 20);
    CliRun run =
        CliRun.of("benchmark", "--model", model, "--batch-size", 1, "--video", clip, "--json", "-");
    assertThat(run.status()).as(run.err()).isZero();
    JsonObject video = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("video");
    assertThat(video.get("frames").getAsInt()).isEqualTo(20);
    assertThat(video.get("framesWithFaces").getAsInt()).isEqualTo(20);
    assertThat(video.get("framesPerSecond").getAsDouble())
        .isCloseTo(20 / video.get("seconds").getAsDouble(), within(1e-6));
    JsonObject shares = video.getAsJsonObject("shares");
    assertThat(shares.keySet()).containsExactly("decode", "detect", "track", "classify", "draw");
    assertThat(shares.asMap().values().stream().mapToDouble(JsonElement::getAsDouble).sum())
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void printsEachLineAsItIsKnown() {
    List<Integer> lines = new ArrayList<>(); // how many were there at each flush
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out =
        new PrintStream(printed, false, UTF_8) {
          @Override
          public void flush() {
            super.flush();
            lines.add((int) printed.toString(UTF_8).lines().count());
          }
        };
    String line = "benchmark --threads 1 --batch-size 1 --width 1 --model " + model;
    int status = Commands.run(out, System.err, line.split(" "));

    assertThat(status).isZero();
    int all = (int) printed.toString(UTF_8).lines().count();
    assertThat(printed.toString(UTF_8)).startsWith("threads ").contains("\nmachine ");
    assertThat(lines).containsAll(IntStream.rangeClosed(1, all).boxed().toList());
  }

  @Test
  void refusesImagesAndVideosThatAreNotThereBeforeItMeasures() {
    for (String option : List.of("--images", "--video")) {
      CliRun run = CliRun.of("benchmark", option, folder.resolve("none"));
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .startsWith("emotion: " + folder.resolve("none") + ": no such f");
    }
  }

  @Test
  void refusesABatchOfNothing() {
    CliRun run = CliRun.of("benchmark", "--model", model, "--batch-size", 0);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--batch-size: found 0, expected 1 or more");
  }
}
