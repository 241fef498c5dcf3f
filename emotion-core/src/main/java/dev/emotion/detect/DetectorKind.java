package dev.emotion.detect;

import java.util.Locale;

/** The detectors there are, by the names that users type. */
public enum DetectorKind {
  /** {@link BlazeFaceDetector}. */
  BLAZEFACE,
  /** {@link HaarFaceDetector}. */
  HAAR,
  /** {@link WholeImageDetector}. */
  NONE;

  /**
   * Opens the detector with its usual bounds.
   *
   * @return the detector; the caller closes it
   */
  public FaceDetector open() {
    return open(BlazeFaceDetector.MINIMUM_FACE, 0);
  }

  /**
   * Opens the detector.
   *
   * @param minimumFace width of the smallest face that is looked for, in pixels
   * @param minScore faces that BlazeFace is less sure of are left out, 0 to 1
   * @return the detector; the caller closes it
   */
  public FaceDetector open(int minimumFace, double minScore) {
    return switch (this) {
      case BLAZEFACE -> new BlazeFaceDetector(minimumFace, minScore);
      case HAAR -> new HaarFaceDetector(minimumFace);
      case NONE -> new WholeImageDetector();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
