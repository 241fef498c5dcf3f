package dev.emotion;

/**
 * A face and its emotion.
 *
 * @param face where it is
 * @param scores a probability for each class
 */
public record FacePrediction(DetectedFace face, EmotionScores scores) {

  /**
   * Where the face is.
   *
   * @return {@code face().box()}
   */
  public FaceBox box() {
    return face.box();
  }
}
