package dev.emotion;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model says of one face: a probability for each class.
 *
 * @param classes the classes, in index order
 * @param probabilities one a class, each in 0..1, their sum 1 (within 1e-3)
 * @param minConfidence the confidence below which the answer is {@link #UNCERTAIN}, 0 to 1
 */
public record EmotionScores(
    EmotionClasses classes, List<Double> probabilities, double minConfidence) {
  /** The answer where no class is probable enough. */
  public static final String UNCERTAIN = "uncertain";

  /**
   * Scores whose answer is the most probable class, however probable.
   *
   * @param classes the classes, in index order
   * @param probabilities one a class
   */
  public EmotionScores(EmotionClasses classes, List<Double> probabilities) {
    this(classes, probabilities, 0);
  }

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if count, range or sum are wrong
   */
  public EmotionScores {
    probabilities = List.copyOf(probabilities);
    if (probabilities.size() != classes.count()) {
      throw new IllegalArgumentException(
          "found " + probabilities.size() + " probabilities, expected " + classes.count());
    }
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new IllegalArgumentException("confidence " + minConfidence + " is not in 0..1");
    }
    double sum = 0;
    for (double p : probabilities) {
      if (!(p >= 0 && p <= 1.0001)) {
        throw new IllegalArgumentException("probability " + p + " is not in 0..1");
      }
      sum += p;
    }
    if (Math.abs(sum - 1) > 1e-3) {
      throw new IllegalArgumentException("probabilities add up to " + sum + ", expected 1");
    }
  }

  /**
   * Scores from a network's output row.
   *
   * @param classes the classes
   * @param row one probability a class; copied
   * @return the scores
   * @throws ModelException if one is no number: finite weights can still overflow
   */
  public static EmotionScores of(EmotionClasses classes, double[] row) {
    List<Double> list = new ArrayList<>(row.length);
    for (double p : row) {
      if (Double.isNaN(p)) {
        throw new ModelException(
            "the network", "probabilities that are no numbers", "weights of a trained model");
      }
      list.add(p);
    }
    return new EmotionScores(classes, list);
  }

  /**
   * The probability of a class.
   *
   * @param index the class index
   * @return 0..1
   */
  public double probability(int index) {
    return probabilities.get(index);
  }

  /**
   * The probability of a class, by its name.
   *
   * @param emotion such as {@code "happy"}; any case, synonyms allowed ({@link
   *     EmotionClasses#canonical})
   * @return 0..1
   * @throws IllegalArgumentException if it is none of the classes
   */
  public double probability(String emotion) {
    return probability(
        classes
            .indexOf(emotion)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no class '"
                            + emotion
                            + "', expected one of "
                            + String.join(", ", classes.names()))));
  }

  /**
   * The index of the most probable class; the lowest index where several are equal.
   *
   * @return a class index
   */
  public int best() {
    int best = 0;
    for (int i = 1; i < probabilities.size(); i++) {
      if (probabilities.get(i) > probabilities.get(best)) {
        best = i;
      }
    }
    return best;
  }

  /**
   * The same with another bound.
   *
   * @param confidence the confidence below which the answer is {@link #UNCERTAIN}, 0 to 1
   * @return new scores
   */
  public EmotionScores withMinConfidence(double confidence) {
    return new EmotionScores(classes, probabilities, confidence);
  }

  /**
   * The answer.
   *
   * @return the name of the most probable class, or {@link #UNCERTAIN}
   */
  public String emotion() {
    return isUncertain() ? UNCERTAIN : classes.name(best());
  }

  /**
   * Whether no class is probable enough to be the answer.
   *
   * @return true if the confidence is below the bound
   */
  public boolean isUncertain() {
    return confidence() < minConfidence;
  }

  /**
   * The probability of the most probable class.
   *
   * @return 0..1
   */
  public double confidence() {
    return probability(best());
  }
}
