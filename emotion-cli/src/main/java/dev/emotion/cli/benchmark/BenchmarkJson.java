package dev.emotion.cli.benchmark;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.onednn.MachineLimits;
import dev.emotion.onednn.OperationTime;
import dev.emotion.text.JsonText;
import java.util.List;

/** A benchmark for a program. */
public final class BenchmarkJson {
  private BenchmarkJson() {}

  /**
   * The JSON object.
   *
   * @param report the figures
   * @return the text, ending with a line break
   */
  public static String of(BenchmarkReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("threads", report.compute().threads());
    json.addProperty("precision", report.compute().precision().id());
    json.addProperty("batchSize", report.batchSize());
    json.addProperty("width", report.width());
    json.add("reference", network(report.reference()));
    json.add("trainingStep", step(report.trainingStep()));
    json.add("limits", limits(report.limits()));
    json.addProperty("model", report.model());
    // The model's, whichever it is: the key is older than the choice.
    json.add("bundled", network(report.modelSpeed()));
    json.add("detection", detection(report.detection()));
    report.images().ifPresent(speed -> json.add("pictures", images(speed)));
    report.video().ifPresent(speed -> json.add("video", video(speed)));
    json.addProperty("startUpSeconds", report.startUpSeconds());
    json.addProperty("peakMemoryMb", report.peakMemoryMb());
    return JsonText.indented(json);
  }

  private static JsonObject network(NetworkSpeed speed) {
    JsonObject json = new JsonObject();
    speed
        .trainingImagesPerSecond()
        .ifPresent(rate -> json.addProperty("trainingImagesPerSecond", rate));
    json.addProperty("inferenceImagesPerSecond", speed.inferenceImagesPerSecond());
    JsonObject rates = new JsonObject();
    speed.byBatchSize().forEach((size, rate) -> rates.addProperty(String.valueOf(size), rate));
    json.add("inferenceByBatchSize", rates);
    JsonObject latency = new JsonObject();
    latency.addProperty("median", speed.latencyMedianMs());
    latency.addProperty("p99", speed.latencyP99Ms());
    json.add("latencyMs", latency);
    return json;
  }

  private static JsonArray step(List<OperationTime> times) {
    JsonArray array = new JsonArray();
    for (OperationTime time : times) {
      JsonObject json = new JsonObject();
      json.addProperty("layer", time.layer());
      json.addProperty("count", time.count());
      json.addProperty("forwardMs", time.forwardMs());
      json.addProperty("backwardMs", time.backwardMs());
      array.add(json);
    }
    return array;
  }

  private static JsonObject limits(MachineLimits limits) {
    JsonObject json = new JsonObject();
    json.addProperty("gemmGflops", limits.gemmGflops());
    json.addProperty("convolutionGflops", limits.convolutionGflops());
    json.addProperty("memoryGigabytesPerSecond", limits.memoryGigabytes());
    return json;
  }

  private static JsonArray detection(List<DetectionSpeed> speeds) {
    JsonArray array = new JsonArray();
    for (DetectionSpeed speed : speeds) {
      JsonObject json = new JsonObject();
      json.addProperty("width", speed.width());
      json.addProperty("height", speed.height());
      json.addProperty("medianMs", speed.medianMs());
      array.add(json);
    }
    return array;
  }

  private static JsonObject images(ImagesSpeed speed) {
    JsonObject json = new JsonObject();
    json.addProperty("pictures", speed.images());
    json.addProperty("unreadable", speed.unreadable());
    json.addProperty("faces", speed.faces());
    json.addProperty("seconds", speed.seconds());
    json.addProperty("picturesPerSecond", speed.imagesPerSecond());
    return json;
  }

  private static JsonObject video(VideoSpeed speed) {
    JsonObject json = new JsonObject();
    json.addProperty("frames", speed.frames());
    json.addProperty("seconds", speed.seconds());
    json.addProperty("framesPerSecond", speed.framesPerSecond());
    json.addProperty("framesWithFaces", speed.framesWithFaces());
    JsonObject shares = new JsonObject();
    speed.shares().forEach(shares::addProperty);
    json.add("shares", shares);
    return json;
  }
}
