package dev.emotion.report;

import dev.emotion.benchmark.BenchmarkReport;
import dev.emotion.benchmark.NetworkSpeed;
import dev.emotion.benchmark.VideoSpeed;
import dev.emotion.executor.OperationTime;
import java.util.Locale;
import java.util.stream.Collectors;

/** A benchmark for a reader. */
public final class BenchmarkText {
  private BenchmarkText() {}

  /**
   * The lines.
   *
   * @param report the figures
   * @return the text, ending with a line break
   */
  public static String of(BenchmarkReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "threads %d, batch %d", report.threads(), report.batchSize());
    network(text, "reference network (vgg, width " + report.width() + ")", report.reference());
    for (OperationTime time : report.trainingStep()) {
      line(
          text,
          "    %-12s %2d  forward %6.1f ms, backward %6.1f ms",
          time.layer(),
          time.count(),
          time.forwardMs(),
          time.backwardMs());
    }
    line(
        text,
        "  machine   %8.0f GFLOP/s in products, %.0f in convolutions, %.0f GB/s of memory",
        report.limits().gemmGflops(),
        report.limits().convolutionGflops(),
        report.limits().memoryGigabytes());
    network(text, report.model(), report.bundled());
    line(text, "faces searched for");
    report
        .detection()
        .forEach(
            speed ->
                line(
                    text,
                    "  %4d x %-4d %8.1f ms",
                    speed.width(),
                    speed.height(),
                    speed.medianMs()));
    report
        .pictures()
        .ifPresent(
            speed ->
                line(
                    text,
                    "pictures %9.1f a second (%d with %d faces in %.1f s, %d unreadable)",
                    speed.picturesPerSecond(),
                    speed.pictures(),
                    speed.faces(),
                    speed.seconds(),
                    speed.unreadable()));
    report.video().ifPresent(speed -> video(text, speed));
    line(text, "start-up %9.2f s", report.startUpSeconds());
    line(text, "peak memory %6.0f MB", report.peakMemoryMb());
    return text.toString();
  }

  private static void network(StringBuilder text, String name, NetworkSpeed speed) {
    line(text, "%s", name);
    speed
        .trainingImagesPerSecond()
        .ifPresent(rate -> line(text, "  training  %8.1f images/s", rate));
    line(
        text,
        "  inference %8.1f images/s (%s)",
        speed.inferenceImagesPerSecond(),
        speed.byBatchSize().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "batch %d: %.0f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
    line(
        text,
        "  one image %8.2f ms (99th percentile %.2f ms)",
        speed.latencyMedianMs(),
        speed.latencyP99Ms());
  }

  private static void video(StringBuilder text, VideoSpeed speed) {
    line(
        text,
        "video %12.1f frames/s (%d frames, %d with faces, in %.2f s)",
        speed.framesPerSecond(),
        speed.frames(),
        speed.framesWithFaces(),
        speed.seconds());
    line(
        text,
        "  %s",
        speed.shares().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f %%", e.getKey(), 100 * e.getValue()))
            .collect(Collectors.joining(", ")));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
