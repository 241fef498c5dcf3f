package dev.emotion.train;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.util.Random;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Shifts, turns and zooms in one bilinear resampling; edge pixels are repeated. DataVec has a
 * transform for each, but three resamplings in a row blur a face of 48 pixels.
 */
final class PoseTransform extends MatTransform {
  private final Augmentation bounds;

  PoseTransform(Augmentation bounds) {
    this.bounds = bounds;
  }

  @Override
  Mat apply(Mat image, Random random) {
    double angle = Math.toRadians(symmetric(random, bounds.degrees()));
    double zoom = 1 + symmetric(random, bounds.zoom());
    double dx = symmetric(random, bounds.shift()) * image.cols();
    double dy = symmetric(random, bounds.shift()) * image.rows();
    double cx = (image.cols() - 1) / 2.0;
    double cy = (image.rows() - 1) / 2.0;
    double a = zoom * Math.cos(angle);
    double b = zoom * Math.sin(angle);
    Mat matrix = new Mat(2, 3, CV_64FC1);
    try (DoubleIndexer m = matrix.createIndexer()) {
      // Turns and zooms around the centre, then shifts.
      m.put(0, 0, a, b, (1 - a) * cx - b * cy + dx);
      m.put(1, 0, -b, a, b * cx + (1 - a) * cy + dy);
    }
    Mat moved = new Mat();
    warpAffine(
        image,
        moved,
        matrix,
        new Size(image.cols(), image.rows()),
        INTER_LINEAR,
        BORDER_REPLICATE,
        new Scalar());
    return moved;
  }
}
