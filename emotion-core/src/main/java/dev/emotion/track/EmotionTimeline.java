package dev.emotion.track;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which emotion each track showed when, and how probable each was. It grows with the changes of
 * emotion and up to some thousand means a track, not with the frames. A frame counts until the next
 * one; the last one as long as the one before it.
 */
public final class EmotionTimeline {
  private final EmotionClasses classes;
  private final long longestMicros;
  private final Map<Integer, List<Span>> spans = new LinkedHashMap<>();
  private final Map<Integer, ProbabilityMeans> means = new HashMap<>();
  private FrameResult last;
  private long lastDuration;

  /**
   * A time in which a track showed one emotion.
   *
   * @param startMicros its first frame, in microseconds of the video
   * @param endMicros the end of its last frame
   * @param emotion the class index
   */
  public record Span(long startMicros, long endMicros, int emotion) {}

  /**
   * An empty timeline.
   *
   * @param classes of the results
   * @param longestFrame how long a frame counts at most, for live sources, which may be gone for a
   *     while; empty for no bound
   */
  public EmotionTimeline(EmotionClasses classes, Optional<Duration> longestFrame) {
    this.classes = classes;
    this.longestMicros = longestFrame.map(TimeUnit.MICROSECONDS::convert).orElse(Long.MAX_VALUE);
  }

  /**
   * The classes.
   *
   * @return what the spans' class indices mean
   */
  public EmotionClasses classes() {
    return classes;
  }

  /**
   * Takes the result of a frame.
   *
   * @param frame not earlier than the one before
   */
  public void add(FrameResult frame) {
    if (last != null) {
      lastDuration = Math.min(longestMicros, frame.timeMicros() - last.timeMicros());
      count(last, lastDuration);
    }
    last = frame;
  }

  /** Counts the last frame; nothing is added after. */
  public void finish() {
    if (last != null) {
      count(last, lastDuration);
      last = null;
    }
  }

  private void count(FrameResult frame, long duration) {
    for (TrackedFace face : frame.faces()) {
      List<Span> track = spans.computeIfAbsent(face.track(), n -> new ArrayList<>());
      int emotion = face.scores().best();
      Span before = track.isEmpty() ? null : track.get(track.size() - 1);
      long start = frame.timeMicros();
      if (before != null && before.emotion == emotion && before.endMicros == start) {
        start = before.startMicros;
        track.remove(track.size() - 1);
      }
      track.add(new Span(start, frame.timeMicros() + duration, emotion));
      means
          .computeIfAbsent(face.track(), n -> new ProbabilityMeans(classes))
          .add(frame.timeMicros(), duration, face.scores());
    }
  }

  /**
   * The spans of each track, in the order of the tracks' first frames.
   *
   * @return by track number; each list in the order of time
   */
  public Map<Integer, List<Span>> tracks() {
    Map<Integer, List<Span>> copy = new LinkedHashMap<>();
    spans.forEach((track, list) -> copy.put(track, List.copyOf(list)));
    return copy;
  }

  /**
   * How probable each emotion was in a piece of time.
   *
   * @param track its number
   * @param startMicros the beginning of the time, in microseconds of the video
   * @param endMicros its end, after the beginning
   * @return the mean over the frames about that time; empty where the track wasn't seen
   */
  public Optional<EmotionScores> mean(int track, long startMicros, long endMicros) {
    return Optional.ofNullable(means.get(track)).flatMap(m -> m.mean(startMicros, endMicros));
  }

  /**
   * How long a track showed each emotion.
   *
   * @param track its number
   * @return seconds by class index, only emotions that were shown
   */
  public Map<Integer, Double> seconds(int track) {
    Map<Integer, Double> seconds = new HashMap<>();
    for (Span span : spans.getOrDefault(track, List.of())) {
      seconds.merge(span.emotion, (span.endMicros - span.startMicros) / 1e6, Double::sum);
    }
    return seconds;
  }

  /**
   * How long each emotion was shown, the times of all tracks added up.
   *
   * @return seconds by class index, only emotions that were shown
   */
  public Map<Integer, Double> seconds() {
    Map<Integer, Double> seconds = new HashMap<>();
    for (int track : spans.keySet()) {
      seconds(track).forEach((emotion, time) -> seconds.merge(emotion, time, Double::sum));
    }
    return seconds;
  }
}
