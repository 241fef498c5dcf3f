package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.UntrainedModel;
import java.nio.file.Path;
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
  void writesTheFiguresAsJson() {
    CliRun run =
        CliRun.of("benchmark", "--model", model, "--batch-size", 1, "--threads", 1, "--json", "-");
    assertThat(run.status()).as(run.err()).isZero();
    JsonObject figures = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(figures.get("threads").getAsInt()).isEqualTo(1);
    assertThat(figures.get("peakMemoryMb").getAsDouble()).isGreaterThan(50);
    JsonObject reference = figures.getAsJsonObject("reference");
    assertThat(reference.get("trainingImagesPerSecond").getAsDouble()).isPositive();
    assertThat(figures.getAsJsonObject("bundled").has("trainingImagesPerSecond")).isFalse();
    for (String network : new String[] {"reference", "bundled"}) {
      JsonObject speed = figures.getAsJsonObject(network);
      assertThat(speed.get("inferenceImagesPerSecond").getAsDouble()).isPositive();
      JsonObject latency = speed.getAsJsonObject("latencyMs");
      assertThat(latency.get("median").getAsDouble()).isPositive();
      assertThat(latency.get("p99").getAsDouble())
          .isGreaterThanOrEqualTo(latency.get("median").getAsDouble());
    }
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
  void refusesABatchOfNothing() {
    CliRun run = CliRun.of("benchmark", "--model", model, "--batch-size", 0);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--batch-size: found 0, expected 1 or more");
  }
}
