package dev.emotion.train;

import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Changes contrast around mid-grey and brightness; results are cut to 0..255. DataVec has no such
 * transform for grey images.
 */
final class LightTransform extends MatTransform {
  private final Augmentation bounds;

  LightTransform(Augmentation bounds) {
    this.bounds = bounds;
  }

  @Override
  Mat apply(Mat image, Random random) {
    double contrast = 1 + symmetric(random, bounds.contrast());
    double brightness = symmetric(random, bounds.brightness());
    Mat lit = new Mat();
    image.convertTo(lit, -1, contrast, 128 * (1 - contrast) + brightness);
    return lit;
  }
}
