package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the page follows faces, tried on frames made up here. */
@NeedsChromium
class TrackerTest extends InBrowser {
  /** A face of 100 x 100 pixels at x, happy with probability p; a tracker. */
  private static final String SETTING =
      """
      import('/tracker.js').then(({ FaceTracker }) => {
        const face = (x, p) => ({ box: { x, y: 0, width: 100, height: 100 }, emotion: 'happy',
            confidence: p, probabilities: { happy: p, sad: 1 - p } });
        const tracker = new FaceTracker();
        const keys = (faces) => faces.map((face) => face.key);
        %s
      })
      """;

  @BeforeAll
  static void open() {
    load();
  }

  @Test
  void keepsTheKeysOfTwoFacesThatMove() {
    assertThat(
            numbers(
                """
                tracker.update([face(0, 1), face(300, 1)], 0);
                const before = keys(tracker.update([face(20, 1), face(280, 1)], 0.1));
                const after = keys(tracker.update([face(260, 1), face(40, 1)], 0.2));
                return [...before, ...after];
                """))
        .containsExactly(1.0, 2.0, 1.0, 2.0);
  }

  @Test
  void doesNotShowWhatIsSeenInOneFrameOnly() {
    assertThat(
            numbers(
                """
                const counts = [tracker.update([face(0, 1)], 0), tracker.update([face(500, 1)], 0.1),
                    tracker.update([face(500, 1)], 0.2)];
                return counts.map((faces) => faces.length);
                """))
        .containsExactly(0.0, 0.0, 1.0);
  }

  @Test
  void keepsAFaceThatIsMissedForAMomentAndThenForgetsIt() {
    assertThat(
            numbers(
                """
                tracker.update([face(0, 1)], 0);
                const times = [0.1, 0.5, 0.65, 0.8];
                return times.map((time) => tracker.update(time < 0.2 ? [face(0, 1)] : [], time).length);
                """))
        .containsExactly(1.0, 1.0, 1.0, 0.0);
  }

  @Test
  void followsFacesInFramesThatAreFarApart() {
    assertThat(
            numbers(
                """
                return [0, 1, 2, 3].map((time) => tracker.update([face(0, 1)], time).length);
                """))
        .containsExactly(0.0, 1.0, 1.0, 1.0);
  }

  /** After one time constant, 0.4 s, 1 - 1/e of a step is seen. */
  @Test
  void averagesOverTimeNotOverFrames() {
    for (int frames : new int[] {2, 8, 40}) {
      String step =
          """
          tracker.update([face(0, 0)], 0);
          tracker.update([face(0, 0)], 1);
          let shown;
          for (let i = 1; i <= %1$d; i++) {
            shown = tracker.update([face(0, 1)], 1 + (0.4 * i) / %1$d);
          }
          return [shown[0].probabilities.happy, shown[0].probabilities.sad, shown[0].confidence];
          """;
      List<Double> happySadConfidence = numbers(step.formatted(frames));
      double happy = 1 - Math.exp(-1);
      assertThat(happySadConfidence.get(0)).isCloseTo(happy, within(1e-9));
      assertThat(happySadConfidence.get(1)).isCloseTo(1 - happy, within(1e-9));
      assertThat(happySadConfidence.get(2)).isCloseTo(happy, within(1e-9));
    }
  }

  /** Frames may be few: heads that lean or turn are soon half their width away. */
  @Test
  void followsAFaceThatMovesByMostOfItsWidth() {
    assertThat(
            numbers(
                """
                tracker.update([face(0, 1), face(300, 1)], 0);
                tracker.update([face(70, 1), face(370, 1)], 0.2);
                return keys(tracker.update([face(140, 1), face(440, 1)], 0.4));
                """))
        .containsExactly(1.0, 2.0);
  }

  /**
   * A head leans over to its shoulder within half a second: 90 degrees, half a face to the side.
   */
  @Test
  void keepsTheKeysOfHeadsThatLean() {
    assertThat(
            numbers(
                """
                const leaning = (x, roll) => ({ ...face(x, 1), roll });
                let shown;
                for (let i = 0; i <= 10; i++) {
                  shown = tracker.update([leaning(5 * i, 9 * i), leaning(300 - 5 * i, -9 * i)], 0.05 * i);
                }
                return keys(shown);
                """))
        .containsExactly(1.0, 2.0);
  }

  /** After one time constant, 0.08 s, 1 - 1/e of a step is seen; the short way round. */
  @Test
  void steadiesTheLeanAsTheBox() {
    assertThat(
            numbers(
                """
                const lean = (from, to) => {
                  const tracker = new FaceTracker();
                  tracker.update([{ ...face(0, 1), roll: from }], 0);
                  tracker.update([{ ...face(0, 1), roll: from }], 1);
                  return tracker.update([{ ...face(0, 1), roll: to }], 1.08)[0].roll;
                };
                return [lean(0, 20), lean(170, -170)];
                """))
        .satisfiesExactly(
            roll -> assertThat(roll).isCloseTo(20 * (1 - Math.exp(-1)), within(1e-9)),
            roll -> assertThat(roll).isCloseTo(170 + 20 * (1 - Math.exp(-1)), within(1e-9)));
  }

  /** A detector without landmarks gives no roll. */
  @Test
  void carriesTheNewestScoreAndLandmarksAlong() {
    assertThat(
            numbers(
                """
                const seen = (score, x) => ({ ...face(0, 1), score, landmarks: { nose: { x, y: 1 } } });
                tracker.update([seen(0.5, 40)], 0);
                const [shown] = tracker.update([seen(0.9, 60)], 0.1);
                return [shown.score, shown.landmarks.nose.x, 'roll' in shown && shown.roll !== undefined ? 1 : 0];
                """))
        .containsExactly(0.9, 60.0, 0.0);
  }

  private static List<Double> numbers(String body) {
    return browser.evaluate(SETTING.formatted(body)).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsDouble)
        .toList();
  }
}
