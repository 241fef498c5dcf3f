package dev.emotion.cli.output;

import dev.emotion.EmotionClasses;
import dev.emotion.text.Words;
import dev.emotion.track.EmotionTimeline;
import dev.emotion.track.LoopReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is said at the end of a video. */
public final class VideoSummary {
  /** The tracks that were in view longest; the rest is counted. */
  private static final int MAX_TRACKS = 10;

  private VideoSummary() {}

  /**
   * The summary.
   *
   * @param report how it went
   * @param timeline what was seen, finished
   * @return lines
   */
  public static List<String> lines(LoopReport report, EmotionTimeline timeline) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s read, %d processed, %d dropped, %.1f s, %.1f frames/s",
            Words.count(report.framesRead(), "frame"),
            report.framesProcessed(),
            report.framesDropped(),
            report.seconds(),
            report.framesPerSecond()));
    Map<Integer, List<EmotionTimeline.Span>> tracks = timeline.tracks();
    if (tracks.isEmpty()) {
      lines.add("no face found");
      return lines;
    }
    lines.add("all faces: " + emotions(timeline.classes(), timeline.seconds()));
    List<Integer> longest =
        tracks.keySet().stream()
            .sorted(
                (a, b) -> Double.compare(total(timeline.seconds(b)), total(timeline.seconds(a))))
            .limit(MAX_TRACKS)
            .sorted()
            .toList();
    for (int track : longest) {
      lines.add("track " + track + ": " + emotions(timeline.classes(), timeline.seconds(track)));
    }
    if (tracks.size() > longest.size()) {
      lines.add("and " + Words.count(tracks.size() - longest.size(), "shorter track"));
    }
    return lines;
  }

  private static double total(Map<Integer, Double> seconds) {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String emotions(EmotionClasses classes, Map<Integer, Double> seconds) {
    return seconds.entrySet().stream()
        .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
        .map(e -> String.format(Locale.ROOT, "%s %.1f s", classes.name(e.getKey()), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
