package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaceBoxTest {
  private static final FaceBox BOX = new FaceBox(10, 20, 4, 6);

  @Test
  void hasItsCenterBetweenItsEdges() {
    assertThat(BOX.center()).isEqualTo(new ImagePoint(12, 23));
    assertThat(new FaceBox(-3, 0, 3, 1).center()).isEqualTo(new ImagePoint(-1.5, 0.5));
  }

  @Test
  void isCutToTheImage() {
    assertThat(BOX.within(12, 100)).contains(new FaceBox(10, 20, 2, 6));
    assertThat(new FaceBox(-3, -2, 4, 6).within(100, 100)).contains(new FaceBox(0, 0, 1, 4));
    assertThat(BOX.within(100, 100)).contains(BOX);
  }

  @Test
  void isNothingWhereItIsBesideTheImage() {
    assertThat(BOX.within(10, 100)).isEqualTo(Optional.empty());
    assertThat(BOX.within(100, 20)).isEqualTo(Optional.empty());
  }

  @Test
  void sharesWithAnotherWhatBothCoverOfWhatEitherCovers() {
    FaceBox shifted = new FaceBox(12, 20, 4, 6); // 12 pixels of 36
    assertThat(BOX.iou(shifted)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(shifted.iou(BOX)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(BOX.iou(BOX)).isEqualTo(1);
    assertThat(BOX.iou(new FaceBox(14, 20, 4, 6))).isZero(); // they touch
  }

  @Test
  void isCoveredByTheShareOfItsOwnArea() {
    FaceBox larger = new FaceBox(0, 0, 12, 100);
    assertThat(BOX.coveredBy(larger)).isEqualTo(0.5);
    assertThat(larger.coveredBy(BOX)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void comparesBoxesAtTheEndsOfTheirRange() {
    FaceBox largest = new FaceBox(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(largest.iou(largest)).isEqualTo(1);
  }

  @Test
  void refusesABoxWithoutPixels() {
    assertThatThrownBy(() -> new FaceBox(0, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("box of 0 x 1 pixels");
  }
}
