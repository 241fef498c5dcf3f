package dev.emotion.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.TestTimeAugmentation.Looks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestTimeAugmentationTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));

  /**
   * Says "happy" with the grey of the top left pixel, in hundredths, and keeps what it was shown.
   */
  private static final class TopLeft implements FaceClassifier {
    final List<FacePixels> seen = new ArrayList<>();

    @Override
    public EmotionClasses classes() {
      return CLASSES;
    }

    @Override
    public int side() {
      return 3;
    }

    @Override
    public List<EmotionScores> classify(List<FacePixels> faces) {
      seen.addAll(faces);
      return faces.stream()
          .map(face -> face.get(0, 0) / 100.0)
          .map(p -> new EmotionScores(CLASSES, List.of(p, 1 - p)))
          .toList();
    }
  }

  private static FacePixels face(int... grey) {
    byte[] bytes = new byte[grey.length];
    for (int i = 0; i < grey.length; i++) {
      bytes[i] = (byte) grey[i];
    }
    return FacePixels.of(3, bytes);
  }

  @Test
  void averagesShiftedAndMirroredViews() {
    FaceClassifier augmented = new TestTimeAugmentation(new TopLeft(), Looks.FULL);
    EmotionScores scores =
        augmented.classify(List.of(face(10, 20, 30, 40, 50, 60, 70, 80, 90))).get(0);
    // Top left as it is, shifted left, right, up, down: 10 20 10 40 10; mirrored: 30 30 20 60 30.
    assertThat(scores.probability(0)).isCloseTo(0.26, within(1e-9));
    assertThat(scores.probability(1)).isCloseTo(0.74, within(1e-9));
  }

  @Test
  void looksTwiceInTheCheapMode() {
    TopLeft single = new TopLeft();
    EmotionScores scores =
        new TestTimeAugmentation(single, Looks.MIRROR)
            .classify(List.of(face(10, 20, 30, 40, 50, 60, 70, 80, 90)))
            .get(0);
    assertThat(scores.probability(0)).isCloseTo(0.2, within(1e-9));
    assertThat(single.seen)
        .containsExactly(
            face(10, 20, 30, 40, 50, 60, 70, 80, 90), face(30, 20, 10, 60, 50, 40, 90, 80, 70));
  }

  @Test
  void repeatsTheEdgeBehindAShift() {
    TopLeft single = new TopLeft();
    new TestTimeAugmentation(single, Looks.FULL).classify(List.of(face(1, 2, 3, 4, 5, 6, 7, 8, 9)));
    assertThat(single.seen)
        .hasSize(10)
        .contains(face(3, 2, 1, 6, 5, 4, 9, 8, 7)) // mirrored
        .contains(face(2, 3, 3, 5, 6, 6, 8, 9, 9)) // to the left
        .contains(face(1, 2, 3, 1, 2, 3, 4, 5, 6)); // down
  }

  @Test
  void keepsTheBoundBelowWhichAnAnswerIsUncertain() {
    FaceClassifier augmented =
        new TestTimeAugmentation(new ConfidentClassifier(new TopLeft(), 1), Looks.FULL);
    assertThat(augmented.classify(List.of(face(new int[9]))).get(0).minConfidence()).isEqualTo(1);
  }

  @Test
  void keepsTheOrderOfFaces() {
    List<EmotionScores> scores =
        new TestTimeAugmentation(new TopLeft(), Looks.FULL)
            .classify(List.of(face(new int[9]), face(90, 90, 90, 90, 90, 90, 90, 90, 90)));
    assertThat(scores).extracting(EmotionScores::emotion).containsExactly("sad", "happy");
  }
}
