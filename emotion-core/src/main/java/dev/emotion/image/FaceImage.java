package dev.emotion.image;

import dev.emotion.FacePixels;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image file that shows one face and nothing else.
 *
 * @param face the whole image as a grey square
 * @param width of the image in pixels, as a viewer shows it
 * @param height of the image in pixels, as a viewer shows it
 */
public record FaceImage(FacePixels face, int width, int height) {

  /**
   * Decodes an image file.
   *
   * @param encoded its bytes
   * @param name its name in messages
   * @param cropper makes the face, by {@link FaceCropper#whole}
   * @param budget is held while the image is decoded
   * @return the face and the size it came in
   * @throws dev.emotion.ImageException if it is no image
   */
  public static FaceImage read(
      byte[] encoded, String name, FaceCropper cropper, PixelBudget budget) {
    return budget.hold(
        ImageFiles.header(encoded, name).pixels(), () -> decode(encoded, name, cropper));
  }

  private static FaceImage decode(byte[] encoded, String name, FaceCropper cropper) {
    try (Mat image = ImageFiles.decode(encoded, name)) {
      return new FaceImage(cropper.whole(image), image.cols(), image.rows());
    }
  }
}
