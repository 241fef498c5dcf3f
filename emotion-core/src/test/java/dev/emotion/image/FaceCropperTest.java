package dev.emotion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.FaceBox;
import dev.emotion.FacePixels;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class FaceCropperTest {

  /** Every pixel differs: 10 * row + column. */
  private static Mat numbered(int width, int height) {
    Mat image = new Mat(height, width, CV_8UC1);
    try (UByteIndexer pixels = image.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          pixels.put(y, x, 10 * y + x);
        }
      }
    }
    return image;
  }

  private static int[][] rows(FacePixels face) {
    int[][] rows = new int[face.side()][face.side()];
    for (int y = 0; y < face.side(); y++) {
      for (int x = 0; x < face.side(); x++) {
        rows[y][x] = face.get(x, y);
      }
    }
    return rows;
  }

  @Test
  void cutsTheBoxWithoutTurningIt() {
    try (Mat image = numbered(6, 5)) {
      FacePixels face = new FaceCropper(2).crop(image, new FaceBox(3, 1, 2, 2));
      assertThat(rows(face)).isDeepEqualTo(new int[][] {{13, 14}, {23, 24}});
    }
  }

  @Test
  void repeatsTheEdgeWhereTheBoxLeavesTheImage() {
    try (Mat image = numbered(4, 4)) {
      FacePixels face = new FaceCropper(3).crop(image, new FaceBox(2, -1, 3, 3));
      assertThat(rows(face)).isDeepEqualTo(new int[][] {{2, 3, 3}, {2, 3, 3}, {12, 13, 13}});
    }
  }

  @Test
  void repeatsTheEdgeForABoxFarOutside() {
    try (Mat image = numbered(4, 4)) {
      FacePixels face = new FaceCropper(2).crop(image, new FaceBox(20, -30, 2, 2));
      assertThat(rows(face)).isDeepEqualTo(new int[][] {{3, 3}, {3, 3}});
    }
  }

  @Test
  void growsTheShorterSideOfTheBoxAroundItsCentre() {
    try (Mat image = numbered(6, 5)) {
      FacePixels face = new FaceCropper(4).crop(image, new FaceBox(2, 0, 2, 4));
      assertThat(rows(face)[0]).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void takesTheWholeImageLikeABoxOfItsSize() {
    try (Mat image = numbered(6, 3)) {
      FaceCropper cropper = new FaceCropper(6);
      FacePixels whole = cropper.whole(image);
      assertThat(whole).isEqualTo(cropper.crop(image, new FaceBox(0, 0, 6, 3)));
      // Three rows are missing: two above, since half of three rounds down to the left and top.
      assertThat(rows(whole)[1]).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(rows(whole)[3]).containsExactly(10, 11, 12, 13, 14, 15);
      assertThat(rows(whole)[5]).containsExactly(20, 21, 22, 23, 24, 25);
    }
  }

  @Test
  void averagesAreasWhenShrinking() {
    try (Mat image = numbered(4, 4)) {
      FacePixels face = new FaceCropper(2).whole(image);
      // (0 + 1 + 10 + 11) / 4 = 5.5 and so on; halves may go either way.
      assertThat(face.get(0, 0)).isBetween(5, 6);
      assertThat(face.get(1, 0)).isBetween(7, 8);
      assertThat(face.get(0, 1)).isBetween(25, 26);
    }
  }

  @Test
  void weighsColoursAsBt601() {
    try (Mat image = new Mat(1, 3, CV_8UC3)) {
      try (UByteIndexer pixels = image.createIndexer()) {
        pixels.put(0, 0, new int[] {255, 0, 0}); // blue
        pixels.put(0, 1, new int[] {0, 255, 0});
        pixels.put(0, 2, new int[] {0, 0, 255});
      }
      FacePixels face = new FaceCropper(3).whole(image);
      assertThat(rows(face)[1]).containsExactly(29, 150, 76);
    }
  }

  @Test
  void rejectsOtherPixelTypes() {
    try (Mat image = new Mat(2, 2, CV_16UC1)) {
      assertThatThrownBy(() -> new FaceCropper(2).whole(image))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected CV_8UC1 or CV_8UC3");
    }
  }

  @Test
  void rejectsASideOfNothing() {
    assertThatThrownBy(() -> new FaceCropper(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesAnImageOfOneRowInLittleMemory() {
    try (Mat image = new Mat(1, 1_000_000, CV_8UC3, Scalar.all(77))) {
      FacePixels face = new FaceCropper(3).whole(image);
      assertThat(rows(face)).isDeepEqualTo(new int[][] {{77, 77, 77}, {77, 77, 77}, {77, 77, 77}});
    }
  }

  @Test
  void cutsTheSameFromAReducedCopy() {
    try (Mat image = new Mat(3000, 9000, CV_8UC1);
        UByteIndexer pixels = image.createIndexer()) {
      for (int y = 0; y < 3000; y++) {
        for (int x = 0; x < 9000; x++) {
          pixels.put(y, x, x / 3000 * 50 + 50);
        }
      }
      assertThat(rows(new FaceCropper(3).whole(image)))
          .isDeepEqualTo(new int[][] {{50, 100, 150}, {50, 100, 150}, {50, 100, 150}});
    }
  }
}
