package dev.emotion.track;

import dev.emotion.EmotionScores;
import dev.emotion.draw.Axis;
import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
import dev.emotion.draw.EmotionColors;
import dev.emotion.text.Words;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The emotions of a video over time as an image: a row for each track, the probabilities stacked,
 * and below them a strip of the most probable emotion, a colour for each.
 */
public final class TimelineImage {
  private static final int PLOT_WIDTH = 1000;
  private static final int AREA = 42;
  private static final int STRIP = 6;
  private static final int ROW = AREA + STRIP + 14;
  private static final int TOP = Chart.HEADING + 52;
  private static final int FOOT = 56;

  /** The tracks that were in view longest; an image of hundreds would show nothing. */
  private static final int MAX_ROWS = 24;

  private static final double[] STEPS = {
    0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400
  };

  private final Canvas canvas;
  private final EmotionTimeline timeline;
  private final int left;

  /** In seconds of the video. */
  private final Axis time;

  private TimelineImage(Canvas canvas, EmotionTimeline timeline, int left, Axis time) {
    this.canvas = canvas;
    this.timeline = timeline;
    this.left = left;
    this.time = time;
  }

  /**
   * Draws a timeline.
   *
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   * @param timeline finished
   * @param name of the video
   */
  public static void write(Path file, EmotionTimeline timeline, String name) {
    Map<Integer, List<EmotionTimeline.Span>> tracks = timeline.tracks();
    List<Entry<Integer, List<EmotionTimeline.Span>>> rows =
        tracks.entrySet().stream()
            .sorted(Comparator.comparingLong(track -> -shown(track.getValue())))
            .limit(MAX_ROWS)
            .sorted(Entry.comparingByKey())
            .toList();
    int last = tracks.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    int left = Chart.MARGIN + Canvas.textWidth(name(last), Chart.NAME) + 14;
    String note =
        tracks.size() > rows.size()
            ? String.format(Locale.ROOT, "the longest %d of %d tracks", rows.size(), tracks.size())
            : "probability of each emotion, and the most probable one";
    int width = left + PLOT_WIDTH + Chart.MARGIN;
    int bottom = TOP + Math.max(1, rows.size()) * ROW;
    try (Canvas canvas = new Canvas(width, bottom + FOOT, Chart.BACKGROUND)) {
      Chart.heading(canvas, "Emotions over time: " + name, note);
      new TimelineImage(canvas, timeline, left, axis(rows)).draw(rows);
      canvas.write(file);
    }
  }

  private static String name(int track) {
    return "track " + track;
  }

  private static long shown(List<EmotionTimeline.Span> spans) {
    return spans.stream().mapToLong(span -> span.endMicros() - span.startMicros()).sum();
  }

  /** From the first face to the last; round times, at most some twelve. */
  private static Axis axis(List<Entry<Integer, List<EmotionTimeline.Span>>> rows) {
    long start = spans(rows).mapToLong(EmotionTimeline.Span::startMicros).min().orElse(0);
    long end = spans(rows).mapToLong(EmotionTimeline.Span::endMicros).max().orElse(start);
    double seconds = Math.max(end - start, 1) / 1e6;
    double step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && seconds / STEPS[i] <= 12; i--) {
      step = STEPS[i];
    }
    while (seconds / step > 12) {
      step *= 2;
    }
    return new Axis(start / 1e6, start / 1e6 + seconds, step, PLOT_WIDTH);
  }

  private static Stream<EmotionTimeline.Span> spans(
      List<Entry<Integer, List<EmotionTimeline.Span>>> rows) {
    return rows.stream().flatMap(row -> row.getValue().stream());
  }

  private void draw(List<Entry<Integer, List<EmotionTimeline.Span>>> rows) {
    List<Chart.Key> keys =
        IntStream.range(0, timeline.classes().count())
            .mapToObj(i -> new Chart.Key(color(i), timeline.classes().name(i)))
            .toList();
    Chart.legend(canvas, keys, left, TOP - 16);
    if (rows.isEmpty()) {
      canvas.text("no faces", left, TOP + ROW / 2, Chart.NAME, Chart.FAINT);
    }
    int top = TOP;
    for (Entry<Integer, List<EmotionTimeline.Span>> row : rows) {
      int middle = top + (AREA + Chart.NAME) / 2;
      canvas.text(name(row.getKey()), Chart.MARGIN, middle, Chart.NAME, Chart.INK);
      areas(row.getKey(), top);
      strip(row.getValue(), top + AREA + 2);
      top += ROW;
    }
    Chart.across(canvas, time, left, TOP + Math.max(1, rows.size()) * ROW, this::label);
  }

  /** The first class at the bottom. */
  private void areas(int track, int top) {
    canvas.fill(left, top, PLOT_WIDTH, AREA, Chart.EMPTY);
    double column = (time.high() - time.low()) / PLOT_WIDTH * 1e6; // microseconds
    for (int x = 0; x < PLOT_WIDTH; x++) {
      long start = Math.round(time.low() * 1e6 + x * column);
      int at = left + x;
      timeline
          .mean(track, start, Math.max(start + 1, Math.round(start + column)))
          .ifPresent(scores -> column(scores, at, top));
    }
  }

  private void column(EmotionScores scores, int x, int top) {
    double sum = 0;
    for (int i = 0; i < scores.classes().count(); i++) {
      int bottom = top + AREA - (int) Math.round(sum * AREA);
      sum += scores.probability(i);
      int upper = top + AREA - (int) Math.round(sum * AREA);
      canvas.fill(x, upper, 1, bottom - upper, color(i));
    }
  }

  private void strip(List<EmotionTimeline.Span> spans, int top) {
    canvas.fill(left, top, PLOT_WIDTH, STRIP, Chart.EMPTY);
    for (EmotionTimeline.Span span : spans) {
      int from = left + (int) Math.round(time.at(span.startMicros() / 1e6));
      int to = left + (int) Math.round(time.at(span.endMicros() / 1e6));
      canvas.fill(from, top, Math.max(1, to - from), STRIP, color(span.emotion()));
    }
  }

  private int color(int emotion) {
    return EmotionColors.of(timeline.classes(), emotion);
  }

  private String label(double seconds) {
    if (time.step() < 1) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : Words.clock(whole);
  }
}
