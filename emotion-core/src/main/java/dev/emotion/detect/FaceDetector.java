package dev.emotion.detect;

import dev.emotion.FaceBox;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds the faces in a picture. Implementations are thread-safe. Pictures are 8-bit BGR (CV_8UC3)
 * or grey (CV_8UC1); they are not modified and still the caller's to close.
 */
public interface FaceDetector extends AutoCloseable {

  /**
   * Finds faces, as thoroughly as a photograph deserves.
   *
   * @param image the picture
   * @return boxes inside the picture, from left to right, then from top to bottom; empty where
   *     there is no face
   */
  List<FaceBox> detect(Mat image);

  /**
   * Finds faces in a video frame that is scaled down: quicker than {@link #detect(Mat)}, because it
   * looks once and not for faces that are too small for the frame's own size.
   *
   * @param image the scaled frame
   * @param scale the width of the frame itself over that of {@code image}, at least 1
   * @return boxes inside {@code image}, from left to right; empty where there is no face
   */
  default List<FaceBox> detect(Mat image, double scale) {
    return detect(image);
  }

  /**
   * Looks for a face again near the place where it is expected. Much quicker than a search of the
   * whole picture.
   *
   * @param image the picture
   * @param expected where the face should be, in the picture's pixels; may reach outside
   * @return the faces of about that size that overlap the place, the likeliest first; empty where
   *     there is none
   */
  default List<FaceBox> follow(Mat image, FaceBox expected) {
    return detect(image).stream()
        .filter(box -> box.overlap(expected) > 0)
        .sorted(Comparator.comparingDouble(box -> -box.overlap(expected)))
        .toList();
  }

  /** Frees native memory; the detector can't be used after. */
  @Override
  void close();
}
