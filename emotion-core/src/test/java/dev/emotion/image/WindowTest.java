package dev.emotion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.emotion.ImagePoint;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  /** 100 x 100, grey 50, with a white square of 10 pixels around a point. */
  private static Mat marked(int x, int y) {
    Mat image = new Mat(100, 100, CV_8UC1, Scalar.all(50));
    for (int row = y - 5; row < y + 5; row++) {
      for (int column = x - 5; column < x + 5; column++) {
        image.ptr(row, column).put((byte) 255);
      }
    }
    return image;
  }

  private static int at(Mat image, int x, int y) {
    return image.ptr(y, x).get() & 0xFF;
  }

  @Test
  void cutsAndScalesAnUprightSquare() {
    try (Mat image = marked(30, 40);
        Mat cut = new Window(new ImagePoint(40, 40), 40, 0).cut(image, 80, BORDER_CONSTANT)) {
      assertThat(cut.cols()).isEqualTo(80);
      assertThat(cut.rows()).isEqualTo(80);
      assertThat(at(cut, 20, 40)).isEqualTo(255);
      assertThat(at(cut, 60, 40)).isEqualTo(50);
    }
  }

  @Test
  void isBlackOrRepeatsTheEdgeOutsideOfTheImage() {
    Window corner = new Window(new ImagePoint(0, 0), 40, 0);
    try (Mat image = marked(50, 50);
        Mat black = corner.cut(image, 40, BORDER_CONSTANT);
        Mat repeated = corner.cut(image, 40, BORDER_REPLICATE)) {
      assertThat(at(black, 5, 5)).isZero();
      assertThat(at(black, 35, 35)).isEqualTo(50);
      assertThat(at(repeated, 5, 5)).isEqualTo(50);
    }
  }

  /** What stands at a place of the window is in the image where toImage says. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 30, 90, -45, 180, 137})
  void cutAndToImageAgree(double degrees) {
    Window window = new Window(new ImagePoint(50, 50), 60, degrees);
    ImagePoint place = window.toImage(0.75, 0.5);
    assertThat(Math.hypot(place.x() - 50, place.y() - 50)).isCloseTo(15, within(1e-9));
    try (Mat image = marked((int) Math.round(place.x()), (int) Math.round(place.y()));
        Mat cut = window.cut(image, 60, BORDER_CONSTANT)) {
      assertThat(at(cut, 45, 30)).isGreaterThan(250);
      assertThat(at(cut, 15, 30)).isEqualTo(50);
    }
  }

  @Test
  void turnsClockwise() {
    ImagePoint right = new Window(new ImagePoint(50, 50), 60, 90).toImage(1, 0.5);
    assertThat(right.x()).isCloseTo(50, within(1e-9));
    assertThat(right.y()).isCloseTo(80, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 20})
  void mayLieFarOutside(double degrees) {
    try (Mat image = marked(50, 50);
        Mat cut =
            new Window(new ImagePoint(-1e6, 3e5), 10, degrees).cut(image, 20, BORDER_CONSTANT)) {
      assertThat(cut.cols()).isEqualTo(20);
    }
  }

  @Test
  void rejectsAnEmptyWindow() {
    assertThatThrownBy(() -> new Window(new ImagePoint(0, 0), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0 pixels");
  }
}
