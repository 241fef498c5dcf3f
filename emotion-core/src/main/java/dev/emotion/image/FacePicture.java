package dev.emotion.image;

import dev.emotion.FacePixels;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A picture file that shows one face and nothing else.
 *
 * @param face the whole picture as a grey square
 * @param width of the picture in pixels, as a viewer shows it
 * @param height of the picture in pixels, as a viewer shows it
 */
public record FacePicture(FacePixels face, int width, int height) {

  /**
   * Decodes a picture file.
   *
   * @param encoded its bytes
   * @param name how messages call it
   * @param cropper makes the face, by {@link FaceCropper#whole}
   * @param budget is held while the picture is decoded
   * @return the face and the size it came in
   * @throws dev.emotion.ImageException if it is no picture
   */
  public static FacePicture read(
      byte[] encoded, String name, FaceCropper cropper, PixelBudget budget) {
    return budget.hold(
        ImageFiles.header(encoded, name).pixels(), () -> decode(encoded, name, cropper));
  }

  private static FacePicture decode(byte[] encoded, String name, FaceCropper cropper) {
    try (Mat image = ImageFiles.decode(encoded, name)) {
      return new FacePicture(cropper.whole(image), image.cols(), image.rows());
    }
  }
}
