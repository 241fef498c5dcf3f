package dev.emotion.recognize;

import dev.emotion.FacePrediction;
import dev.emotion.draw.ImageAnnotator;
import dev.emotion.image.ImageFiles;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** An annotated copy that stays in memory. */
public final class AnnotatedImage {
  private AnnotatedImage() {}

  /**
   * Draws the faces on a copy of an image, which is read again for it.
   *
   * @param input the image
   * @param faces what was found in it
   * @param ending chooses the format of the copy: .png or .jpg
   * @return the bytes of an image file
   * @throws dev.emotion.ImageException if it can't be read
   */
  public static byte[] encode(ImageInput input, List<FacePrediction> faces, String ending) {
    try (Mat image = input.read();
        Mat annotated = ImageAnnotator.annotate(image, faces)) {
      return ImageFiles.encode(ending, annotated, input.name());
    }
  }
}
