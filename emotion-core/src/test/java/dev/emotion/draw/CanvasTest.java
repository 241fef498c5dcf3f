package dev.emotion.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;

import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class CanvasTest {

  private static Mat white(int width, int height) {
    return new Mat(height, width, CV_8UC3, Scalar.all(255));
  }

  /** The mean darkness of a place: 0 white, 255 black. */
  private static double darkness(Mat image, int x, int y, int width, int height) {
    try (Rect rect = new Rect(x, y, width, height);
        Mat place = new Mat(image, rect);
        UByteIndexer pixels = place.createIndexer()) {
      double sum = 0;
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          sum += 255 - pixels.get(i, j, 0);
        }
      }
      return sum / width / height;
    }
  }

  @Test
  void textStandsBetweenItsBaselineAndTheHeightOfItsCapitals() {
    try (Mat image = white(200, 60);
        Canvas canvas = Canvas.on(image)) {
      canvas.text("HEH", 20, 40, 20, 0x000000);
      int width = Canvas.textWidth("HEH", 20);
      assertThat(darkness(image, 20, 20, width, 20)).isBetween(50.0, 150.0);
      assertThat(darkness(image, 0, 0, 200, 19)).as("above").isZero();
      assertThat(darkness(image, 0, 41, 200, 19)).as("below").isZero();
      assertThat(darkness(image, 0, 0, 20, 60)).as("to the left").isZero();
      assertThat(darkness(image, 20 + width, 0, 180 - width, 60)).as("to the right").isZero();
    }
  }

  @Test
  void lettersHaveTheColourAskedFor() {
    try (Mat image = white(60, 60);
        Canvas canvas = Canvas.on(image)) {
      canvas.text("I", 10, 50, 40, 0x336699);
      try (UByteIndexer pixels = image.createIndexer()) {
        int stem = 10 + Canvas.textWidth("I", 40) / 2;
        assertThat(pixels.get(30, stem, 0)).isEqualTo(0x99);
        assertThat(pixels.get(30, stem, 1)).isEqualTo(0x66);
        assertThat(pixels.get(30, stem, 2)).isEqualTo(0x33);
      }
    }
  }

  @Test
  void textIsCutAtTheEdges() {
    try (Mat whole = white(300, 100);
        Mat part = white(120, 30);
        Canvas large = Canvas.on(whole);
        Canvas small = Canvas.on(part)) {
      large.text("surprise", 50, 50, 24, 0xB3261E);
      small.text("surprise", -10, 20, 24, 0xB3261E);
      try (Rect rect = new Rect(60, 30, 120, 30);
          Mat expected = new Mat(whole, rect)) {
        assertThat(norm(expected, part, NORM_INF, new Mat())).isZero();
      }
      small.text("nothing of it", 500, 20, 24, 0x000000);
      small.text("", 10, 20, 24, 0x000000);
    }
  }
}
