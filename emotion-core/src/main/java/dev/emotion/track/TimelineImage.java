package dev.emotion.track;

import dev.emotion.draw.Canvas;
import dev.emotion.draw.EmotionColors;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** The emotions of a video over time as an image: one row per track, one colour per emotion. */
public final class TimelineImage {
  private static final int BACKGROUND = 0x16191D;
  private static final int INK = 0xF5F5F5;
  private static final int FAINT = 0xA8AFB7;
  private static final int EMPTY = 0x262B31;

  private static final int MARGIN = 28;
  private static final int TITLE = 15;
  private static final int NAME = 10;
  private static final int PLOT_WIDTH = 1000;
  private static final int ROW = 34;
  private static final int TOP = 108;
  private static final int FOOT = 56;

  /** The tracks that were in view longest; an image of hundreds would show nothing. */
  private static final int MAX_ROWS = 24;

  private static final double[] STEPS = {
    0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400
  };

  private final Canvas canvas;
  private final EmotionTimeline timeline;
  private final int left;
  private final long start;
  private final long end;

  private TimelineImage(Canvas canvas, EmotionTimeline timeline, int left, long start, long end) {
    this.canvas = canvas;
    this.timeline = timeline;
    this.left = left;
    this.start = start;
    this.end = end;
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
    int left = MARGIN + Canvas.textWidth("track " + last, NAME) + 14;
    long start = spans(rows).mapToLong(EmotionTimeline.Span::startMicros).min().orElse(0);
    long end = spans(rows).mapToLong(EmotionTimeline.Span::endMicros).max().orElse(1);
    String hidden =
        tracks.size() > rows.size()
            ? String.format(Locale.ROOT, "the longest %d of %d tracks", rows.size(), tracks.size())
            : "";
    try (Canvas canvas =
        new Canvas(
            left + PLOT_WIDTH + MARGIN, TOP + Math.max(1, rows.size()) * ROW + FOOT, BACKGROUND)) {
      new TimelineImage(canvas, timeline, left, start, Math.max(end, start + 1))
          .draw(rows, "Emotions over time: " + name, hidden);
      canvas.write(file);
    }
  }

  private static long shown(List<EmotionTimeline.Span> spans) {
    return spans.stream().mapToLong(span -> span.endMicros() - span.startMicros()).sum();
  }

  private static java.util.stream.Stream<EmotionTimeline.Span> spans(
      List<Entry<Integer, List<EmotionTimeline.Span>>> rows) {
    return rows.stream().flatMap(row -> row.getValue().stream());
  }

  private void draw(
      List<Entry<Integer, List<EmotionTimeline.Span>>> rows, String title, String hidden) {
    canvas.text(title, MARGIN, MARGIN + TITLE, TITLE, INK);
    legend();
    canvas.text(hidden, left + PLOT_WIDTH - Canvas.textWidth(hidden, NAME), TOP - 12, NAME, FAINT);
    if (rows.isEmpty()) {
      canvas.text("no faces", left, TOP + ROW - 12, NAME, FAINT);
    }
    int top = TOP;
    for (Entry<Integer, List<EmotionTimeline.Span>> row : rows) {
      canvas.text("track " + row.getKey(), MARGIN, top + 21, NAME, INK);
      canvas.fill(left, top + 4, PLOT_WIDTH, ROW - 8, EMPTY);
      for (EmotionTimeline.Span span : row.getValue()) {
        int from = at(span.startMicros());
        int to = Math.max(from + 1, at(span.endMicros()));
        canvas.fill(
            from,
            top + 4,
            to - from,
            ROW - 8,
            EmotionColors.of(timeline.classes(), span.emotion()));
      }
      top += ROW;
    }
    axis(TOP + Math.max(1, rows.size()) * ROW);
  }

  private int at(long micros) {
    return left + (int) Math.round((double) PLOT_WIDTH * (micros - start) / (end - start));
  }

  private void legend() {
    int x = left;
    for (int i = 0; i < timeline.classes().count(); i++) {
      String name = timeline.classes().name(i);
      canvas.fill(x, TOP - 46, 14, 14, EmotionColors.of(timeline.classes(), i));
      canvas.text(name, x + 20, TOP - 34, NAME, INK);
      x += 20 + Canvas.textWidth(name, NAME) + 24;
    }
  }

  /** Round times, at most some twelve. */
  private void axis(int y) {
    double seconds = (end - start) / 1e6;
    double step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && seconds / STEPS[i] <= 12; i--) {
      step = STEPS[i];
    }
    for (long n = (long) Math.ceil(start / 1e6 / step); n * step <= end / 1e6 + 1e-9; n++) {
      int x = at(Math.round(n * step * 1e6));
      canvas.line(x, y, x, y + 5, 1, FAINT);
      String label = label(n * step, step);
      canvas.text(label, x - Canvas.textWidth(label, NAME) / 2, y + 22, NAME, FAINT);
    }
  }

  private static String label(double seconds, double step) {
    if (step < 1) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
