package dev.emotion.cli.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.emotion.FaceClassifier;
import dev.emotion.WholeFile;
import dev.emotion.benchmark.NetworkBenchmark;
import dev.emotion.benchmark.NetworkSpeed;
import dev.emotion.benchmark.VideoBenchmark;
import dev.emotion.benchmark.VideoSpeed;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.detect.FaceDetector;
import dev.emotion.detect.HaarFaceDetector;
import dev.emotion.detect.HaarSettings;
import dev.emotion.network.EmotionModel;
import dev.emotion.network.NativeEngine;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.video.VideoSource;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion benchmark}. */
@Command(
    name = "benchmark",
    description = "Times the reference network (vgg of width 32) and the model on this machine.")
final class BenchmarkCommand extends AbstractCommand {
  @Mixin private ModelOptions model;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Faces a step (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the figures as JSON; - is standard output.")
  private Path json;

  @Option(
      names = "--video",
      paramLabel = "FILE",
      description = "Times realtime on a video too: frames a second, and the share of each part.")
  private Path video;

  @Override
  protected void validate() {
    if (batchSize < 1) {
      throw usageError("--batch-size: found " + batchSize + ", expected 1 or more");
    }
  }

  @Override
  protected ExitCode execute() {
    NetworkSpeed trained;
    NetworkSpeed reference;
    VideoSpeed frames = null;
    try (EmotionModel opened = model.open()) {
      NetworkBenchmark benchmark = new NetworkBenchmark(batchSize);
      reference = benchmark.reference();
      trained = benchmark.inference(model.classifier(opened));
      if (video != null) {
        frames = videoSpeed(model.classifier(opened));
      }
    }
    boolean jsonOnly = json != null && json.toString().equals("-");
    if (json != null) {
      JsonObject figures = new JsonObject();
      figures.addProperty("threads", model.threads());
      figures.addProperty("batchSize", batchSize);
      figures.add("reference", toJson(reference));
      figures.add("bundled", toJson(trained));
      if (frames != null) {
        figures.add("video", toJson(frames));
      }
      figures.addProperty("peakMemoryMb", NativeEngine.peakResidentBytes() / 1e6);
      String text = new GsonBuilder().setPrettyPrinting().create().toJson(figures) + "\n";
      if (jsonOnly) {
        out().print(text);
      } else {
        WholeFile.write(json, text);
      }
    }
    if (!jsonOnly) {
      out().printf(Locale.ROOT, "threads %d, batch %d%n", model.threads(), batchSize);
      print("reference network (vgg, width 32)", reference);
      print(model.name(), trained);
      if (frames != null) {
        print(frames);
      }
      out().printf(Locale.ROOT, "peak memory %.0f MB%n", NativeEngine.peakResidentBytes() / 1e6);
    }
    return ExitCode.OK;
  }

  private VideoSpeed videoSpeed(FaceClassifier classifier) {
    try (FaceDetector detector = new HaarFaceDetector(HaarSettings.defaults())) {
      return VideoBenchmark.measure(
          new VideoSource.File(video),
          new EmotionRecognizer(detector, HaarFaceDetector.MARGIN, classifier));
    }
  }

  private void print(VideoSpeed speed) {
    out()
        .printf(
            Locale.ROOT,
            "%s%n  %d frames, %d with faces, %.2f s, %.1f frames/s%n ",
            video,
            speed.frames(),
            speed.framesWithFaces(),
            speed.seconds(),
            speed.framesPerSecond());
    speed
        .shares()
        .forEach((part, share) -> out().printf(Locale.ROOT, " %s %.1f %%", part, 100 * share));
    out().println();
  }

  private static JsonObject toJson(VideoSpeed speed) {
    JsonObject object = new JsonObject();
    object.addProperty("frames", speed.frames());
    object.addProperty("seconds", speed.seconds());
    object.addProperty("framesPerSecond", speed.framesPerSecond());
    object.addProperty("framesWithFaces", speed.framesWithFaces());
    JsonObject shares = new JsonObject();
    speed.shares().forEach(shares::addProperty);
    object.add("shares", shares);
    return object;
  }

  private void print(String name, NetworkSpeed speed) {
    out().println(name);
    speed
        .trainingImagesPerSecond()
        .ifPresent(rate -> out().printf(Locale.ROOT, "  training  %8.1f images/s%n", rate));
    out()
        .printf(
            Locale.ROOT,
            "  inference %8.1f images/s%n  one image %8.2f ms (99th percentile %.2f ms)%n",
            speed.inferenceImagesPerSecond(),
            speed.latencyMedianMs(),
            speed.latencyP99Ms());
  }

  private static JsonObject toJson(NetworkSpeed speed) {
    JsonObject object = new JsonObject();
    speed
        .trainingImagesPerSecond()
        .ifPresent(rate -> object.addProperty("trainingImagesPerSecond", rate));
    object.addProperty("inferenceImagesPerSecond", speed.inferenceImagesPerSecond());
    JsonObject latency = new JsonObject();
    latency.addProperty("median", speed.latencyMedianMs());
    latency.addProperty("p99", speed.latencyP99Ms());
    object.add("latencyMs", latency);
    return object;
  }
}
