package dev.emotion.train;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.emotion.FacePixels;
import dev.emotion.image.OpenCv;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.FlipImageTransform;
import org.datavec.image.transform.ImageTransform;

/**
 * Makes a random variant of a face by a chain of DataVec {@link ImageTransform}s: mirror (DataVec's
 * own), pose, light, erasing. The same random numbers give the same variant. Not thread-safe.
 */
final class FaceAugmenter {
  private final OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat();
  private final ImageTransform mirror = new FlipImageTransform(/* around the vertical axis */ 1);
  private final List<ImageTransform> others;
  private final Augmentation bounds;

  /** The pixels on their way in and out. */
  private byte[] grey = new byte[0];

  FaceAugmenter(Augmentation bounds) {
    OpenCv.IMAGES.require();
    this.bounds = bounds;
    this.others =
        List.of(
            new PoseTransform(bounds),
            new LightTransform(bounds),
            new EraseTransform(bounds.erasing()));
  }

  /**
   * A variant of a face.
   *
   * @param face any side
   * @param random what the variant is drawn from
   * @return a face of the same side; the same face for {@link Augmentation#NONE}
   */
  @SuppressWarnings("try") // the scope works by being open
  FacePixels augment(FacePixels face, Random random) {
    if (bounds == Augmentation.NONE) {
      return face;
    }
    int side = face.side();
    if (grey.length != side * side) {
      grey = new byte[side * side];
    }
    // The scope frees every Mat of the chain at once, DataVec's too.
    try (PointerScope scope = new PointerScope()) {
      Mat pixels = new Mat(side, side, CV_8UC1);
      face.copyTo(grey, 0);
      pixels.data().put(grey);
      ImageWritable image = new ImageWritable(converter.convert(pixels));
      if (random.nextBoolean()) {
        // Without random numbers: with them it would also turn faces upside down.
        image = mirror.transform(image, null);
      }
      for (ImageTransform transform : others) {
        image = transform.transform(image, random);
      }
      Mat result = converter.convert(image.getFrame());
      for (int row = 0; row < side; row++) {
        result.ptr(row).get(grey, row * side, side);
      }
      return FacePixels.of(side, grey);
    }
  }
}
