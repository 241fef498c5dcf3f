package dev.emotion.detect;

import dev.emotion.FaceBox;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** Finds the faces in a picture. Implementations are thread-safe. */
public interface FaceDetector extends AutoCloseable {

  /**
   * Finds faces.
   *
   * @param image 8-bit BGR (CV_8UC3); not modified, still the caller's to close
   * @return boxes inside the picture, from left to right, then from top to bottom; empty where
   *     there is no face
   */
  List<FaceBox> detect(Mat image);

  /** Frees native memory; the detector can't be used after. */
  @Override
  void close();
}
