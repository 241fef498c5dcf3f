package dev.emotion.cli.benchmark;

import dev.emotion.engine.Compute;
import dev.emotion.onednn.MachineLimits;
import dev.emotion.onednn.OperationTime;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A benchmark for a reader, one line per figure, as soon as it is known. */
public final class BenchmarkText {
  private final Consumer<String> lines;

  /**
   * Tells nothing yet.
   *
   * @param lines takes each line, without a line break
   */
  public BenchmarkText(Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * What all figures depend on.
   *
   * @param compute threads and precision
   * @param batchSize of the training steps and of the inference rate
   */
  public void begin(Compute compute, int batchSize) {
    line("threads %d, %s, batch %d", compute.threads(), compute.precision(), batchSize);
  }

  /**
   * From starting the program to the end of a prediction on a small image.
   *
   * @param seconds of wall time
   */
  public void startUp(double seconds) {
    line("start-up %9.2f s", seconds);
  }

  /**
   * What comes next.
   *
   * @param name such as a network's
   */
  public void heading(String name) {
    line("%s", name);
  }

  /**
   * The speed of training.
   *
   * @param imagesPerSecond whole steps
   */
  void training(double imagesPerSecond) {
    line("  training  %8.1f images/s", imagesPerSecond);
  }

  /**
   * The speed of inference.
   *
   * @param imagesPerSecond in batches of the size that was asked for
   * @param byBatchSize likewise for several batch sizes
   */
  void inference(double imagesPerSecond, SortedMap<Integer, Double> byBatchSize) {
    line(
        "  inference %8.1f images/s (%s)",
        imagesPerSecond,
        byBatchSize.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "batch %d: %.0f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
  }

  /**
   * The latency of one face.
   *
   * @param medianMs milliseconds
   * @param p99Ms the 99th percentile
   */
  void latency(double medianMs, double p99Ms) {
    line("  one image %8.2f ms (99th percentile %.2f ms)", medianMs, p99Ms);
  }

  /**
   * Where the time of a training step goes.
   *
   * @param times by kind of layer
   */
  public void trainingStep(List<OperationTime> times) {
    for (OperationTime time : times) {
      line(
          "    %-12s %2d  forward %6.1f ms, backward %6.1f ms",
          time.layer(), time.count(), time.forwardMs(), time.backwardMs());
    }
  }

  /**
   * The search for faces in one size of image.
   *
   * @param speed its time
   */
  public void detection(DetectionSpeed speed) {
    line("  %4d x %-4d %8.1f ms", speed.width(), speed.height(), speed.medianMs());
  }

  /**
   * From files to emotions.
   *
   * @param speed images and faces in how long
   */
  public void images(ImagesSpeed speed) {
    line(
        "images %9.1f a second (%d with %d faces in %.1f s, %d unreadable)",
        speed.imagesPerSecond(),
        speed.images(),
        speed.faces(),
        speed.seconds(),
        speed.unreadable());
  }

  /**
   * Realtime on a file.
   *
   * @param speed frames in how long, and the share of each part
   */
  public void video(VideoSpeed speed) {
    line(
        "video %12.1f frames/s (%d frames, %d with faces, in %.2f s)",
        speed.framesPerSecond(), speed.frames(), speed.framesWithFaces(), speed.seconds());
    line(
        "  %s",
        speed.shares().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f %%", e.getKey(), 100 * e.getValue()))
            .collect(Collectors.joining(", ")));
  }

  /**
   * The most that this process held.
   *
   * @param megabytes of 10^6 bytes
   */
  public void peakMemory(double megabytes) {
    line("peak memory %6.0f MB", megabytes);
  }

  /**
   * What the machine reaches at best.
   *
   * @param limits measured
   */
  public void limits(MachineLimits limits) {
    line(
        "machine   %8.0f GFLOP/s in products, %.0f in convolutions, %.0f GB/s of memory",
        limits.gemmGflops(), limits.convolutionGflops(), limits.memoryGigabytes());
  }

  private void line(String format, Object... values) {
    lines.accept(String.format(Locale.ROOT, format, values));
  }
}
