package dev.emotion.train;

import java.util.Random;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.BaseImageTransform;

/** A DataVec {@code ImageTransform} of ours: Mat to Mat of the same size. Not thread-safe. */
abstract class MatTransform extends BaseImageTransform<Mat> {

  MatTransform() {
    super(null);
    converter = new OpenCVFrameConverter.ToMat();
  }

  /**
   * Changes an image.
   *
   * @param image 8-bit grey; may be modified
   * @param random what the change is drawn from
   * @return the same or a new image of the same size and type
   */
  abstract Mat apply(Mat image, Random random);

  @Override
  protected final ImageWritable doTransform(ImageWritable image, Random random) {
    Mat changed = apply(converter.convert(image.getFrame()), random);
    return new ImageWritable(converter.convert(changed));
  }

  /** Points are not followed: a face has one label, no landmarks. */
  @Override
  public final float[] query(float... coordinates) {
    throw new UnsupportedOperationException("coordinates are not transformed");
  }

  /** Uniform in -bound..bound. */
  static double symmetric(Random random, double bound) {
    return (2 * random.nextDouble() - 1) * bound;
  }
}
