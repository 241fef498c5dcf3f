package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.image.ImageFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCurvesTest {
  private static final int TRAIN = 0x1F6FB4;
  private static final int VALIDATION = 0xD9641E;

  @TempDir Path folder;

  private static EpochSummary epoch(int number, double train, double validation) {
    return new EpochSummary(number, 0.01, train, 1 / train, validation, 1 / validation, 2, 3);
  }

  @Test
  void drawsBothCurvesInBothPanels() {
    try (Mat image = draw(List.of(epoch(1, 4, 4), epoch(2, 3, 3.5), epoch(3, 2, 3)))) {
      // The training loss ends below the validation loss, its accuracy above.
      int half = image.cols() / 2;
      assertThat(lowest(image, TRAIN, 100, half))
          .isGreaterThan(lowest(image, VALIDATION, 100, half));
      assertThat(highest(image, TRAIN, half)).isLessThan(highest(image, VALIDATION, half));
    }
  }

  @Test
  void drawsOneEpochAndFiveHundred() {
    List<EpochSummary> many = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      many.add(epoch(i, 1 + 1.0 / i, 1.5 + 1.0 / i));
    }
    try (Mat one = draw(List.of(epoch(1, 1.5, 1.6)));
        Mat all = draw(many)) {
      assertThat(highest(one, TRAIN, 0)).isPositive();
      assertThat(all.cols()).isEqualTo(one.cols());
    }
  }

  @Test
  void leavesOutWhatIsNotFinite() {
    List<EpochSummary> epochs =
        List.of(epoch(1, 1.5, 1.6), epoch(2, Double.NaN, Double.POSITIVE_INFINITY));
    try (Mat image = draw(epochs)) {
      assertThat(highest(image, VALIDATION, 0)).isPositive();
    }
  }

  private Mat draw(List<EpochSummary> epochs) {
    Path file = folder.resolve("curves.png");
    TrainingCurves.write(epochs, file);
    return ImageFiles.read(file);
  }

  /** The last row below the legend that shows a colour between two columns. */
  private static int lowest(Mat image, int color, int from, int to) {
    for (int y = image.rows() - 1; y > 110; y--) {
      if (shows(image, color, y, from, to)) {
        return y;
      }
    }
    return -1;
  }

  /** The first row below the legend that shows a colour right of a column. */
  private static int highest(Mat image, int color, int from) {
    for (int y = 110; y < image.rows(); y++) {
      if (shows(image, color, y, from, image.cols())) {
        return y;
      }
    }
    return -1;
  }

  private static boolean shows(Mat image, int color, int y, int from, int to) {
    byte[] row = new byte[image.cols() * 3];
    image.ptr(y).get(row);
    for (int x = from; x < to; x++) {
      int at =
          ((row[3 * x + 2] & 0xFF) << 16) | ((row[3 * x + 1] & 0xFF) << 8) | (row[3 * x] & 0xFF);
      if (at == color) {
        return true;
      }
    }
    return false;
  }
}
