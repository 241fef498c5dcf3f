package dev.emotion.detect;

import dev.emotion.DetectedFace;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds the faces in an image. Implementations are thread-safe. Images are 8-bit BGR (CV_8UC3) or
 * grey (CV_8UC1); they are not modified and still the caller's to close.
 */
public interface FaceDetector extends AutoCloseable {
  /** The order of faces in every answer: from left to right, then from top to bottom. */
  Comparator<DetectedFace> LEFT_TO_RIGHT =
      Comparator.<DetectedFace>comparingInt(face -> face.box().x())
          .thenComparingInt(face -> face.box().y());

  /**
   * Finds faces, as thoroughly as a photograph deserves.
   *
   * @param image the photograph
   * @param threads how many may search at the same time, at least 1
   * @return its faces, {@link #LEFT_TO_RIGHT}; empty where there is none
   */
  List<DetectedFace> detect(Mat image, int threads);

  /**
   * Finds faces on the calling thread alone.
   *
   * @param image the photograph
   * @return its faces, {@link #LEFT_TO_RIGHT}; empty where there is none
   */
  default List<DetectedFace> detect(Mat image) {
    return detect(image, 1);
  }

  /**
   * Finds the larger faces of a video frame, roughly and in a fraction of the time; {@link #follow}
   * then says exactly where they are.
   *
   * @param frame the frame
   * @return its faces, {@link #LEFT_TO_RIGHT}; empty where there is none
   */
  default List<DetectedFace> glance(Mat frame) {
    return detect(frame);
  }

  /**
   * Looks for a face again near the place where it is expected. Much quicker than a search of the
   * whole image.
   *
   * @param image the image
   * @param expected where the face should be; may reach outside
   * @return the faces of about that size that overlap the place, the likeliest first; empty where
   *     there is none
   */
  default List<DetectedFace> follow(Mat image, DetectedFace expected) {
    return near(detect(image), expected);
  }

  /**
   * Of some faces those that overlap the expected place.
   *
   * @param faces in any order
   * @param expected where a face should be
   * @return those that overlap it, by their IoU with it, the largest first
   */
  static List<DetectedFace> near(List<DetectedFace> faces, DetectedFace expected) {
    return faces.stream()
        .filter(face -> face.box().iou(expected.box()) > 0)
        .sorted(Comparator.comparingDouble(face -> -face.box().iou(expected.box())))
        .toList();
  }

  /** Frees native memory; the detector can't be used after. */
  @Override
  void close();
}
