package dev.emotion.cli.serve;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts what the server does, for {@code GET /metrics}. Thread-safe. */
final class Metrics {
  /** The text format of Prometheus. */
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String SECONDS = "emotion_request_seconds";

  private final SortedMap<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final SortedMap<String, Histogram> seconds = new ConcurrentSkipListMap<>();
  private final SortedMap<String, Gauge> gauges = new ConcurrentSkipListMap<>();
  private final LongAdder batches = new LongAdder();
  private final LongAdder faces = new LongAdder();

  private record Gauge(String meaning, LongSupplier value) {}

  /**
   * Counts a request.
   *
   * @param path one of few
   * @param status of the answer
   * @param duration from its first byte to the end of the answer, in seconds
   */
  void request(String path, int status, double duration) {
    String labels = String.format(Locale.ROOT, "path=\"%s\"", path);
    String withStatus = String.format(Locale.ROOT, "%s,status=\"%d\"", labels, status);
    requests.computeIfAbsent(withStatus, key -> new LongAdder()).increment();
    seconds.computeIfAbsent(labels, key -> new Histogram()).record(duration);
  }

  /**
   * Adds a value that is asked for when it is read.
   *
   * @param name of the metric
   * @param meaning in a few words
   * @param value gives it
   */
  void gauge(String name, String meaning, LongSupplier value) {
    gauges.put(name, new Gauge(meaning, value));
  }

  /**
   * A classifier whose calls and faces are counted.
   *
   * @param classifier does the work
   * @return one that gives the same answers
   */
  FaceClassifier counted(FaceClassifier classifier) {
    return new FaceClassifier() {
      @Override
      public EmotionClasses classes() {
        return classifier.classes();
      }

      @Override
      public int side() {
        return classifier.side();
      }

      @Override
      public List<EmotionScores> classify(List<FacePixels> batch) {
        batches.increment();
        faces.add(batch.size());
        return classifier.classify(batch);
      }
    };
  }

  /** All of it, in the text format of Prometheus. */
  String text() {
    StringBuilder text = new StringBuilder();
    header(text, "emotion_requests_total", "counter", "Requests answered.");
    requests.forEach(
        (labels, count) ->
            text.append(line("emotion_requests_total{" + labels + "}", count.sum())));
    header(
        text, SECONDS, "histogram", "From the first byte of a request to the end of its answer.");
    seconds.forEach((labels, histogram) -> histogram.write(text, SECONDS, labels));
    header(text, "emotion_batches_total", "counter", "Times the network ran.");
    text.append(line("emotion_batches_total", batches.sum()));
    header(text, "emotion_faces_total", "counter", "Faces that went through the network.");
    text.append(line("emotion_faces_total", faces.sum()));
    gauges.forEach(
        (name, gauge) -> {
          header(text, name, "gauge", gauge.meaning());
          text.append(line(name, gauge.value().getAsLong()));
        });
    return text.toString();
  }

  private static void header(StringBuilder text, String name, String type, String meaning) {
    text.append("# HELP ").append(name).append(' ').append(meaning).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String line(String name, long value) {
    return name + " " + value + "\n";
  }
}
