package dev.emotion.cli.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.emotion.WholeFile;
import dev.emotion.benchmark.NetworkBenchmark;
import dev.emotion.benchmark.NetworkSpeed;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.network.EmotionModel;
import dev.emotion.network.NativeEngine;
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
    try (EmotionModel opened = model.open()) {
      NetworkBenchmark benchmark = new NetworkBenchmark(batchSize);
      reference = benchmark.reference();
      trained = benchmark.inference(model.classifier(opened));
    }
    boolean jsonOnly = json != null && json.toString().equals("-");
    if (json != null) {
      JsonObject figures = new JsonObject();
      figures.addProperty("threads", model.threads());
      figures.addProperty("batchSize", batchSize);
      figures.add("reference", toJson(reference));
      figures.add("bundled", toJson(trained));
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
      out().printf(Locale.ROOT, "peak memory %.0f MB%n", NativeEngine.peakResidentBytes() / 1e6);
    }
    return ExitCode.OK;
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
