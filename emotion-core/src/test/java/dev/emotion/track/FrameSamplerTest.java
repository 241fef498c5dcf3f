package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FrameSamplerTest {
  private static final long FRAME = 40_000;

  /** The numbers of the frames that are taken, of those with the given times. */
  private static List<Long> taken(LoopSettings settings, long... times) {
    FrameSampler sampler = new FrameSampler(settings);
    return LongStream.range(0, times.length)
        .filter(i -> sampler.takes(times[(int) i]))
        .boxed()
        .toList();
  }

  private static long[] regular(int frames) {
    return LongStream.range(0, frames).map(i -> i * FRAME).toArray();
  }

  private static LoopSettings every(Duration interval) {
    return new LoopSettings(1, interval, 0, 0, false);
  }

  @Test
  void takesEveryNthFrameWhateverTheTime() {
    assertThat(taken(LoopSettings.defaults(), regular(3))).containsExactly(0L, 1L, 2L);
    assertThat(taken(LoopSettings.defaults().withEvery(3), 7, 7, 7, 7, 7)).containsExactly(0L, 3L);
  }

  @Test
  void takesTheFirstFrameOfEachInterval() {
    assertThat(taken(every(Duration.ofMillis(100)), regular(8))).containsExactly(0L, 3L, 5L);
  }

  @Test
  void countsIntervalsFromTheFirstFrame() {
    assertThat(taken(every(Duration.ofMillis(100)), 70_000, 110_000, 170_000, 230_000, 270_000))
        .containsExactly(0L, 2L, 4L);
  }

  @Test
  void aFrameThatIsATickEarlyIsInTime() {
    assertThat(taken(every(Duration.ofMillis(100)), 0, 99_600, 199_400, 200_000))
        .containsExactly(0L, 1L, 3L);
  }

  @Test
  void takesOneFrameAfterAGapOfManyIntervals() {
    assertThat(taken(every(Duration.ofMillis(100)), 0, 950_000, 990_000, 1_000_000))
        .containsExactly(0L, 1L, 3L);
  }

  @Test
  void takesTheFirstFrameAloneOfAnIntervalBeyondAllTime() {
    assertThat(taken(every(Duration.ofSeconds(Long.MAX_VALUE)), 70_000, 110_000, 950_000))
        .containsExactly(0L);
  }
}
