package dev.emotion.evaluate;

import dev.emotion.EmotionScores;

/**
 * What was said of one labelled face.
 *
 * @param origin where the face comes from, such as {@code fer2013.csv:1207}
 * @param actual the class index it is labelled with
 * @param scores what the classifier says
 */
public record FaceOutcome(String origin, int actual, EmotionScores scores) {

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if it is no index of the classifier's classes
   */
  public FaceOutcome {
    if (actual < 0 || actual >= scores.classes().count()) {
      throw new IllegalArgumentException(
          origin + ": label " + actual + ", expected below " + scores.classes().count());
    }
  }

  /**
   * The class that was said: the most probable, the lowest index of equals.
   *
   * @return a class index
   */
  public int predicted() {
    return scores.best();
  }

  /**
   * Whether the class that was said is the actual one.
   *
   * @return true if the face was classified correctly
   */
  public boolean isCorrect() {
    return predicted() == actual;
  }

  /**
   * How many classes come before the actual one when they are sorted by probability, equals by
   * index. 0 means that the face {@linkplain #isCorrect was classified correctly}.
   *
   * @return 0 to the number of classes, exclusive
   */
  public int rank() {
    double own = scores.probability(actual);
    int rank = 0;
    for (int i = 0; i < scores.classes().count(); i++) {
      double other = scores.probability(i);
      if (other > own || (other == own && i < actual)) {
        rank++;
      }
    }
    return rank;
  }
}
