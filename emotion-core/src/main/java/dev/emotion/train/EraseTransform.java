package dev.emotion.train;

import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Covers a random rectangle of 2 to 20 % of the image, of a shape between 1:3 and 3:1, with one
 * random grey (Zhong et al., "Random Erasing Data Augmentation", 2017).
 */
final class EraseTransform extends MatTransform {
  private final double probability;

  EraseTransform(double probability) {
    this.probability = probability;
  }

  @Override
  Mat apply(Mat image, Random random) {
    if (random.nextDouble() >= probability) {
      return image;
    }
    double area = (0.02 + 0.18 * random.nextDouble()) * image.cols() * image.rows();
    double shape = Math.exp(symmetric(random, Math.log(3)));
    int width = Math.min(image.cols(), (int) Math.round(Math.sqrt(area * shape)));
    int height = Math.min(image.rows(), (int) Math.round(Math.sqrt(area / shape)));
    Rect where =
        new Rect(
            random.nextInt(image.cols() - width + 1),
            random.nextInt(image.rows() - height + 1),
            width,
            height);
    rectangle(image, where, new Scalar(random.nextInt(256)), FILLED, LINE_8, 0);
    return image;
  }
}
