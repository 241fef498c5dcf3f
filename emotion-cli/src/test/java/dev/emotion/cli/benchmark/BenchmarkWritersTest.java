package dev.emotion.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.engine.Compute;
import dev.emotion.onednn.MachineLimits;
import dev.emotion.onednn.OperationTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BenchmarkWritersTest {
  private static BenchmarkReport report(Optional<ImagesSpeed> images, Optional<VideoSpeed> video) {
    TreeMap<Integer, Double> rates = new TreeMap<>(Map.of(1, 900.0, 64, 1700.0));
    return new BenchmarkReport(
        new Compute(2),
        64,
        new NetworkSpeed(OptionalDouble.of(330.5), 1700, rates, 0.9, 1.5),
        32,
        List.of(new OperationTime("convolution", 8, 50.5, 80)),
        new MachineLimits(300, 280, 20),
        "bundled model",
        new NetworkSpeed(OptionalDouble.empty(), 1600, rates, 1, 2),
        List.of(new DetectionSpeed(640, 480, 12.5)),
        images,
        video,
        0.66,
        512);
  }

  @Test
  void theTextHasALineAFigureAsSoonAsItIsKnown() {
    List<String> lines = new ArrayList<>();
    BenchmarkText text = new BenchmarkText(lines::add);
    TreeMap<Integer, Double> rates = new TreeMap<>(Map.of(1, 900.0, 64, 1700.0));

    text.begin(new Compute(2), 64);
    assertThat(lines).containsExactly("threads 2, fp32, batch 64");
    text.startUp(0.66);
    text.heading("reference network (vgg, width 32)");
    text.training(330.5);
    assertThat(lines).last().isEqualTo("  training     330.5 images/s");
    text.inference(1700, rates);
    text.latency(0.9, 1.5);
    text.trainingStep(List.of(new OperationTime("convolution", 8, 50.5, 80)));
    text.detection(new DetectionSpeed(640, 480, 12.5));
    text.images(new ImagesSpeed(10, 1, 12, 4));
    text.video(new VideoSpeed(50, 2, 40, Map.of("decode", 1.0)));
    text.peakMemory(512);
    text.limits(new MachineLimits(300, 280, 20));

    assertThat(lines)
        .containsExactly(
            "threads 2, fp32, batch 64",
            "start-up      0.66 s",
            "reference network (vgg, width 32)",
            "  training     330.5 images/s",
            "  inference   1700.0 images/s (batch 1: 900, batch 64: 1700)",
            "  one image     0.90 ms (99th percentile 1.50 ms)",
            "    convolution   8  forward   50.5 ms, backward   80.0 ms",
            "   640 x 480      12.5 ms",
            "images       2.5 a second (10 with 12 faces in 4.0 s, 1 unreadable)",
            "video         25.0 frames/s (50 frames, 40 with faces, in 2.00 s)",
            "  decode 100.0 %",
            "peak memory    512 MB",
            "machine        300 GFLOP/s in products, 280 in convolutions, 20 GB/s of memory");
  }

  @Test
  void theJsonHasWhatScriptsRelyOn() {
    JsonObject json =
        JsonParser.parseString(
                BenchmarkJson.of(
                    report(
                        Optional.of(new ImagesSpeed(10, 1, 12, 4)),
                        Optional.of(new VideoSpeed(50, 2, 40, Map.of("decode", 1.0))))))
            .getAsJsonObject();
    assertThat(json.keySet())
        .contains("threads", "reference", "bundled", "video", "peakMemoryMb")
        .contains("batchSize", "detection", "pictures", "startUpSeconds");
    JsonObject reference = json.getAsJsonObject("reference");
    assertThat(reference.get("trainingImagesPerSecond").getAsDouble()).isEqualTo(330.5);
    assertThat(reference.getAsJsonObject("latencyMs").get("p99").getAsDouble()).isEqualTo(1.5);
    assertThat(reference.getAsJsonObject("inferenceByBatchSize").get("1").getAsDouble())
        .isEqualTo(900);
    assertThat(json.get("model").getAsString()).isEqualTo("bundled model");
    assertThat(json.getAsJsonObject("bundled").has("trainingImagesPerSecond")).isFalse();
    assertThat(json.getAsJsonObject("video").get("framesPerSecond").getAsDouble()).isEqualTo(25);
    assertThat(json.getAsJsonObject("pictures").get("picturesPerSecond").getAsDouble())
        .isEqualTo(2.5);
  }
}
