package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.track.EmotionTimeline.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmotionTimelineTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("sad", "happy"));

  private static TrackedFace face(int track, boolean happy) {
    double p = happy ? 0.8 : 0.3;
    EmotionScores scores = EmotionScores.of(CLASSES, new double[] {1 - p, p});
    return new TrackedFace(track, DetectedFace.of(new FaceBox(0, 0, 10, 10)), scores);
  }

  private static EmotionTimeline of(FrameResult... frames) {
    EmotionTimeline timeline = new EmotionTimeline(CLASSES, Optional.of(Duration.ofSeconds(1)));
    Arrays.stream(frames).forEach(timeline::add);
    timeline.finish();
    return timeline;
  }

  @Test
  void aFrameCountsUntilTheNextAndTheLastAsLongAsTheOneBefore() {
    EmotionTimeline timeline =
        of(
            new FrameResult(0, 0, List.of(face(1, true))),
            new FrameResult(1, 100_000, List.of(face(1, true), face(2, false))),
            new FrameResult(2, 300_000, List.of(face(1, false))));

    assertThat(timeline.tracks())
        .containsExactly(
            entry(1, List.of(new Span(0, 300_000, 1), new Span(300_000, 500_000, 0))),
            entry(2, List.of(new Span(100_000, 300_000, 0))));
    assertThat(timeline.seconds(1)).containsOnly(entry(1, 0.3), entry(0, 0.2));
    assertThat(timeline.seconds()).containsOnly(entry(1, 0.3), entry(0, 0.4));
  }

  @Test
  void anAbsenceEndsASpan() {
    EmotionTimeline timeline =
        of(
            new FrameResult(0, 0, List.of(face(1, true))),
            new FrameResult(1, 100_000, List.of()),
            new FrameResult(2, 200_000, List.of(face(1, true))));

    assertThat(timeline.tracks().get(1))
        .containsExactly(new Span(0, 100_000, 1), new Span(200_000, 300_000, 1));
  }

  @Test
  void aGapOfALiveSourceIsNotCounted() {
    EmotionTimeline timeline =
        of(
            new FrameResult(0, 0, List.of(face(1, true))),
            new FrameResult(1, 60_000_000, List.of()));
    assertThat(timeline.seconds(1)).containsOnly(entry(1, 1.0));
  }

  @Test
  void framesOfAFileMayBeFarApart() {
    EmotionTimeline timeline = new EmotionTimeline(CLASSES, Optional.empty());
    timeline.add(new FrameResult(0, 0, List.of(face(1, true))));
    timeline.add(new FrameResult(60, 2_000_000, List.of(face(1, true))));
    timeline.finish();
    assertThat(timeline.tracks().get(1)).containsExactly(new Span(0, 4_000_000, 1));
  }

  @Test
  void growsWithTheChangesNotWithTheFrames() {
    EmotionTimeline timeline = new EmotionTimeline(CLASSES, Optional.empty());
    for (int i = 0; i < 1000; i++) {
      timeline.add(new FrameResult(i, i * 40_000L, List.of(face(1, i >= 500))));
    }
    timeline.finish();
    assertThat(timeline.tracks().get(1)).hasSize(2);
  }

  @Test
  void hasTheMeanProbabilitiesOfATime() {
    EmotionTimeline timeline =
        of(
            new FrameResult(0, 0, List.of(face(1, true))),
            new FrameResult(1, 100_000, List.of(face(1, false))),
            new FrameResult(2, 400_000, List.of()),
            new FrameResult(3, 500_000, List.of()));

    assertThat(happy(timeline, 0, 100_000)).isCloseTo(0.8, within(1e-9));
    assertThat(happy(timeline, 200_000, 300_000)).isCloseTo(0.3, within(1e-9));
    assertThat(happy(timeline, 0, 400_000))
        .as("by duration")
        .isCloseTo((0.8 + 3 * 0.3) / 4, within(1e-9));
    assertThat(timeline.mean(1, 400_000, 500_000)).as("not seen").isEmpty();
    assertThat(timeline.mean(2, 0, 100_000)).as("no such track").isEmpty();
  }

  @Test
  void theMeansOfALongVideoAreCoarserAndOfNoOtherValue() {
    EmotionTimeline timeline = new EmotionTimeline(CLASSES, Optional.empty());
    for (int i = 0; i < 20_000; i++) {
      timeline.add(new FrameResult(i, i * 40_000L, List.of(face(1, i >= 10_000))));
    }
    timeline.finish();
    assertThat(happy(timeline, 0, 390_000_000)).isCloseTo(0.3, within(1e-6));
    assertThat(happy(timeline, 410_000_000, 800_000_000)).isCloseTo(0.8, within(1e-6));
    assertThat(happy(timeline, 0, 800_000_000)).isCloseTo(0.55, within(1e-6));
  }

  private static double happy(EmotionTimeline timeline, long start, long end) {
    return timeline.mean(1, start, end).orElseThrow().probability(1);
  }
}
