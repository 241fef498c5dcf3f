package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbabilitySmootherTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("sad", "happy"));
  private static final long DEFAULT_WINDOW = Math.round(LoopSettings.SMOOTHING_SECONDS * 1e6);

  private static EmotionScores happy(double probability) {
    return EmotionScores.of(CLASSES, new double[] {1 - probability, probability});
  }

  private static double happiness(EmotionScores scores) {
    return scores.probability(1);
  }

  @Test
  void averagesOverTheWindowAndForgetsWhatIsOlder() {
    ProbabilitySmoother smoother = new ProbabilitySmoother(400_000);
    smoother.add(0, happy(1));
    smoother.add(100_000, happy(1));
    smoother.add(200_000, happy(0));

    // By 0.2 s: 0.04 s and 0.1 s of happiness, 0.1 s without.
    assertThat(happiness(smoother.last())).isCloseTo(140 / 240.0, within(1e-9));
    assertThat(happiness(smoother.add(400_000, happy(0)))).isCloseTo(0.25, within(1e-9));
    assertThat(happiness(smoother.add(500_000, happy(0)))).isZero();
  }

  @Test
  void goesByTimeNotByFrames() {
    ProbabilitySmoother slow = new ProbabilitySmoother(400_000);
    ProbabilitySmoother quick = new ProbabilitySmoother(400_000);
    for (int i = 0; i <= 100; i++) {
      // Happy for the first 0.85 s, in 10 frames a second and in 100.
      if (i % 10 == 0) {
        slow.add(i * 10_000L, happy(i <= 80 ? 1 : 0));
      }
      quick.add(i * 10_000L, happy(i <= 80 ? 1 : 0));
    }
    assertThat(happiness(quick.last())).isCloseTo(happiness(slow.last()), within(1e-9));
    assertThat(happiness(quick.last())).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void theDefaultFollowsAChangeWithinThreeTenthsOfASecond() {
    for (double[] sureness : new double[][] {{0.9, 0.9}, {0.99, 0.8}, {0.95, 0.7}}) {
      ProbabilitySmoother smoother = new ProbabilitySmoother(DEFAULT_WINDOW);
      long time = 0;
      for (; time < 1_000_000; time += 40_000) {
        smoother.add(time, happy(sureness[0]));
      }
      long changed = time;
      while (smoother.add(time, happy(1 - sureness[1])).emotion().equals("happy")) {
        time += 40_000;
      }
      assertThat(time - changed).isLessThanOrEqualTo(300_000);
    }
  }

  @Test
  void theDefaultSilencesASingleOutlier() {
    ProbabilitySmoother smoother = new ProbabilitySmoother(DEFAULT_WINDOW);
    for (int i = 0; i < 20; i++) {
      EmotionScores smoothed = smoother.add(i * 40_000L, happy(i == 12 ? 0 : 0.9));
      assertThat(smoothed.emotion()).isEqualTo("happy");
    }
  }

  @Test
  void aWindowOfZeroGivesEveryAnswerAsItIs() {
    ProbabilitySmoother smoother = new ProbabilitySmoother(0);
    assertThat(smoother.add(0, happy(0.7))).isEqualTo(happy(0.7));
    assertThat(smoother.add(40_000, happy(0.2))).isEqualTo(happy(0.2));
    assertThat(smoother.add(40_000, happy(0.9))).isEqualTo(happy(0.9));
  }

  @Test
  void keepsTheBoundBelowWhichAnAnswerIsUncertain() {
    ProbabilitySmoother smoother = new ProbabilitySmoother(DEFAULT_WINDOW);
    for (int i = 0; i < 3; i++) {
      EmotionScores smoothed = smoother.add(i * 40_000L, happy(0.6).withMinConfidence(0.8));
      assertThat(smoothed.emotion()).isEqualTo(EmotionScores.UNCERTAIN);
    }
  }

  @Test
  void takesTwoAnswersOfOneMoment() {
    ProbabilitySmoother smoother = new ProbabilitySmoother(400_000);
    smoother.add(1_000_000, happy(1));
    assertThat(happiness(smoother.add(1_000_000, happy(0)))).isBetween(0.0, 1.0);
  }
}
