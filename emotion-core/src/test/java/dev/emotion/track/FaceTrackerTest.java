package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.track.FaceTracker.Candidate;
import dev.emotion.track.FaceTracker.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames 40 ms apart, with faces that are boxes of one grey. */
class FaceTrackerTest {
  private static final long FRAME = 40_000;
  private static final float DARK = 0.3f;
  private static final float LIGHT = 0.5f;

  private final FaceTracker tracker = new FaceTracker();

  private static Candidate face(double x, double y, int side, float grey) {
    return candidate(x, y, side, grey, true);
  }

  private static Candidate candidate(double x, double y, int side, float grey, boolean searched) {
    float[] colors = new float[192];
    Arrays.fill(colors, grey);
    FaceBox box = new FaceBox((int) Math.round(x), (int) Math.round(y), side, side);
    return new Candidate(DetectedFace.of(box), new Appearance(colors), searched);
  }

  /** What a look at a face's old place takes for it. */
  private static Candidate glimpse(double x, double y, int side, double score) {
    Candidate sure = candidate(x, y, side, DARK, false);
    DetectedFace face = new DetectedFace(sure.box(), score, Optional.empty());
    return new Candidate(face, sure.looks(), false);
  }

  private List<Integer> numbers(long frame, Candidate... found) {
    return tracker.update(frame * FRAME, List.of(found)).stream().map(Position::number).toList();
  }

  /** Twenty frames of a face that goes to the right by so many pixels a frame, from 100 on. */
  private void beginWithOneFace(int step) {
    for (int i = 0; i < 20; i++) {
      numbers(i, face(100 + step * i, 100, 80, DARK));
    }
  }

  @Test
  void numbersFacesAndKeepsTheNumbers() {
    for (int i = 0; i < 50; i++) {
      assertThat(numbers(i, face(100 + 3 * i, 100, 80, DARK), face(500, 100 + i, 90, LIGHT)))
          .containsExactly(1, 2);
    }
  }

  @Test
  void theOrderOfTheFindingsMakesNoDifference() {
    numbers(0, face(100, 100, 80, DARK), face(500, 100, 90, LIGHT));
    List<Position> positions =
        tracker.update(FRAME, List.of(face(500, 100, 90, LIGHT), face(100, 100, 80, DARK)));
    assertThat(positions.get(0).number()).isEqualTo(1);
    assertThat(positions.get(0).face().box().x()).isEqualTo(100);
  }

  @Test
  void showsAFaceThatIsNotFoundForAMomentWhereItShouldBe() {
    beginWithOneFace(8);
    for (int i = 20; i <= 19 + FaceTracker.SHOWN_UNSEEN / FRAME; i++) {
      List<Position> positions = tracker.update(i * FRAME, List.of());
      assertThat(positions).hasSize(1);
      assertThat(positions.get(0).seen()).isFalse();
      assertThat(positions.get(0).face().box().x()).isBetween(100 + 8 * i - 12, 100 + 8 * i + 12);
    }
    assertThat(numbers(27, face(100 + 8 * 27, 100, 80, DARK))).containsExactly(1);
  }

  @Test
  void keepsTheNumberOverAGapInWhichNothingIsShown() {
    beginWithOneFace(0);
    assertThat(numbers(19 + 20)).isEmpty();
    assertThat(numbers(19 + 25, face(110, 100, 80, DARK))).containsExactly(1);
  }

  @Test
  void keepsTheNumberOfAFaceThatGoesOnBehindAPillarForASecond() {
    beginWithOneFace(7);
    assertThat(numbers(40)).isEmpty();
    assertThat(numbers(45, face(100 + 7 * 45, 100, 80, DARK))).containsExactly(1);
  }

  @Test
  void givesANewNumberToSomebodyElseWhoComesOutInItsPlace() {
    beginWithOneFace(7);
    assertThat(numbers(30)).isEmpty();
    assertThat(numbers(35, face(100 + 7 * 35, 100, 80, LIGHT))).containsExactly(2);
  }

  @Test
  void bringsALostFaceBackOnlyWhereALookIsSureOrTheSearchFindsItToo() {
    double unsure = FaceTracker.SURE - 0.01;
    beginWithOneFace(0);
    assertThat(numbers(20, glimpse(100, 100, 80, unsure))).as("in view").containsExactly(1);
    assertThat(numbers(20 + 5)).isEmpty();
    assertThat(numbers(20 + 6, glimpse(100, 100, 80, unsure))).as("lost").isEmpty();
    assertThat(numbers(20 + 7, glimpse(100, 100, 80, FaceTracker.SURE))).containsExactly(1);
    tracker.cut();
    assertThat(numbers(20 + 8, glimpse(100, 100, 80, unsure))).as("after a cut").isEmpty();
    assertThat(numbers(20 + 9, face(100, 100, 80, DARK))).containsExactly(1);
  }

  @Test
  void keepsTheNumberInFramesThatAreFarApart() {
    for (int i = 0; i < 10; i++) {
      assertThat(numbers(100L * i, face(100, 100, 80, DARK))).containsExactly(1);
    }
    assertThat(numbers(1000)).isEmpty();
    assertThat(numbers(1100, face(100, 100, 80, DARK))).as("it was away").containsExactly(2);
  }

  @Test
  void showsAFaceAsSeenOnlyWhereItWasFoundAlsoInTwoFramesOfOneTime() {
    beginWithOneFace(0);
    assertThat(tracker.update(19 * FRAME, List.of()).get(0).seen()).isFalse();
  }

  @Test
  void givesANewNumberAfterALongAbsence() {
    beginWithOneFace(0);
    assertThat(numbers(19 + 10)).isEmpty();
    assertThat(numbers(60, face(100, 100, 80, DARK))).containsExactly(2);
  }

  @Test
  void givesANewNumberToAnotherFaceInTheSamePlace() {
    for (int i = 0; i < 20; i++) {
      numbers(i, face(100, 100, 80, 0.1f));
    }
    assertThat(numbers(20, face(100, 100, 80, 0.9f))).containsExactly(2);
  }

  @Test
  void showsWhatWasFoundOnceOnlyOnce() {
    assertThat(numbers(0, face(100, 100, 80, DARK))).containsExactly(1);
    assertThat(numbers(1)).isEmpty();
  }

  @Test
  void beginsNoTrackWithAFaceThatWasOnlyLookedForNearby() {
    assertThat(numbers(0, candidate(100, 100, 80, DARK, false))).isEmpty();
  }

  @Test
  void beginsNoTrackOnAFaceThatHasOne() {
    numbers(0, face(100, 100, 200, DARK));
    // A hand at the cheek, half of its box on the face.
    assertThat(numbers(1, face(100, 100, 200, DARK), face(60, 220, 80, DARK))).containsExactly(1);
    assertThat(numbers(2, face(100, 100, 200, DARK), face(10, 220, 80, DARK)))
        .containsExactly(1, 2);
  }

  @Test
  void takesTwoFramesOfOneTime() {
    numbers(0, face(100, 100, 80, DARK));
    assertThat(numbers(0, face(104, 100, 80, DARK))).containsExactly(1);
    List<Position> positions = tracker.update(FRAME, List.of(face(104, 100, 80, DARK)));
    assertThat(positions.get(0).face().box().x()).isBetween(100, 106);
  }

  /** Two faces pass each other; the rear one isn't found while it is covered by more than half. */
  @Test
  void keepsTheNumbersWhenFacesCross() {
    for (int speed : new int[] {4, 8, 16}) {
      for (int seed = 0; seed < 20; seed++) {
        crosses(speed, new Random(seed));
      }
    }
  }

  private static void crosses(int speed, Random random) {
    FaceTracker tracker = new FaceTracker();
    int frames = 480 / speed;
    int left = 0;
    int right = 0;
    for (int i = 0; i <= frames; i++) {
      double front = 100 + speed * i;
      double rear = 580 - speed * i;
      List<Candidate> found = new ArrayList<>();
      found.add(face(front + random.nextGaussian(), 100 + random.nextGaussian(), 80, LIGHT));
      if (Math.abs(front - rear) > 40) {
        found.add(face(rear + random.nextGaussian(), 108 + random.nextGaussian(), 80, DARK));
      }
      List<Position> positions = tracker.update(i * FRAME, found);
      if (i == 0) {
        left = positions.get(0).number();
        right = positions.get(1).number();
      } else if (i == frames) {
        assertThat(positions).hasSize(2);
        for (Position position : positions) {
          assertThat(position.number()).isEqualTo(position.face().box().x() > 340 ? left : right);
        }
      }
    }
  }

  @Test
  void afterACutOnlyFoundFacesAreShownAndThoseKeepTheirNumbers() {
    for (int i = 0; i < 20; i++) {
      numbers(i, face(100, 100, 80, DARK), face(500, 100, 90, LIGHT));
    }
    tracker.cut();
    assertThat(numbers(20, face(500, 100, 90, LIGHT))).containsExactly(2);
    assertThat(numbers(21, face(500, 100, 90, LIGHT), face(100, 100, 80, DARK)))
        .containsExactly(1, 2);
  }
}
