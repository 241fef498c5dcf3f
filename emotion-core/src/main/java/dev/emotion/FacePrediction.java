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

  /**
   * The answer.
   *
   * @return {@code scores().emotion()}
   */
  public String emotion() {
    return scores.emotion();
  }

  /**
   * How sure it is.
   *
   * @return {@code scores().confidence()}, 0..1
   */
  public double confidence() {
    return scores.confidence();
  }

  /**
   * The probability of a class, by its name.
   *
   * @param emotion such as {@code "happy"}
   * @return {@code scores().probability(emotion)}, 0..1
   * @throws IllegalArgumentException if it is none of the classes
   */
  public double probability(String emotion) {
    return scores.probability(emotion);
  }
}
