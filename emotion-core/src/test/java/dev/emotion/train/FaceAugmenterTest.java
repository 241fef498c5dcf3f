package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.FacePixels;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaceAugmenterTest {
  private static final int SIDE = 48;

  /** Bright top left quarter on dark: tells left from right and up from down. */
  private static FacePixels quarter() {
    byte[] grey = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        grey[y * SIDE + x] = (byte) (x < 24 && y < 24 ? 200 : 50);
      }
    }
    return FacePixels.of(SIDE, grey);
  }

  private static double mean(FacePixels face, int x0, int y0) {
    double sum = 0;
    for (int y = y0; y < y0 + 12; y++) {
      for (int x = x0; x < x0 + 12; x++) {
        sum += face.get(x, y);
      }
    }
    return sum / 144;
  }

  @Test
  void noneGivesTheSameFace() {
    FacePixels face = quarter();
    assertThat(new FaceAugmenter(Augmentation.NONE).augment(face, new Random(1))).isSameAs(face);
  }

  @Test
  void theSameRandomNumbersGiveTheSameVariant() {
    for (Augmentation how : new Augmentation[] {Augmentation.STANDARD, Augmentation.STRONG}) {
      FacePixels one = new FaceAugmenter(how).augment(quarter(), new Random(5));
      FacePixels two = new FaceAugmenter(how).augment(quarter(), new Random(5));
      FacePixels other = new FaceAugmenter(how).augment(quarter(), new Random(6));
      assertThat(one).isEqualTo(two).isNotEqualTo(other).isNotEqualTo(quarter());
    }
  }

  @Test
  void mirrorsHalfOfTheFacesAndNeverTurnsThemUpsideDown() {
    FaceAugmenter augmenter = new FaceAugmenter(Augmentation.STANDARD);
    int mirrored = 0;
    for (int seed = 0; seed < 400; seed++) {
      FacePixels face =
          augmenter.augment(quarter(), new Random(Seeds.of(1, Seeds.Use.AUGMENT, seed)));
      double topLeft = mean(face, 6, 6);
      double topRight = mean(face, 30, 6);
      assertThat(Math.max(topLeft, topRight) - Math.max(mean(face, 6, 30), mean(face, 30, 30)))
          .as("upright, seed %d", seed)
          .isGreaterThan(60);
      mirrored += topRight > topLeft ? 1 : 0;
    }
    assertThat(mirrored).isBetween(150, 250);
  }

  @Test
  void variantsStayWithinTheirBounds() {
    // A grey face has nothing to move: what is left is light, 128 +- brightness for grey 128.
    byte[] grey = new byte[SIDE * SIDE];
    java.util.Arrays.fill(grey, (byte) 128);
    FacePixels flat = FacePixels.of(SIDE, grey);
    FaceAugmenter augmenter = new FaceAugmenter(Augmentation.STANDARD);
    double least = 255;
    double most = 0;
    for (int seed = 0; seed < 200; seed++) {
      int value = augmenter.augment(flat, new Random(seed)).get(10, 20);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    assertThat(least).isBetween(108.0, 114.0);
    assertThat(most).isBetween(142.0, 148.0);
  }

  @Test
  void strongErasesHalfOfTheFacesByOneRectangle() {
    byte[] grey = new byte[SIDE * SIDE];
    java.util.Arrays.fill(grey, (byte) 128);
    FacePixels flat = FacePixels.of(SIDE, grey);
    FaceAugmenter augmenter = new FaceAugmenter(Augmentation.STRONG);
    int erased = 0;
    for (int seed = 0; seed < 300; seed++) {
      FacePixels face = augmenter.augment(flat, new Random(Seeds.of(2, Seeds.Use.AUGMENT, seed)));
      long values = face.toBytes().length;
      byte[] bytes = face.toBytes();
      int different = 0;
      for (byte b : bytes) {
        different += b != bytes[0] ? 1 : 0;
      }
      erased += different > 0 ? 1 : 0;
      assertThat(Math.min(different, values - different))
          .isLessThanOrEqualTo((long) (0.22 * values));
    }
    assertThat(erased).isBetween(110, 190);
  }
}
