package dev.emotion.classify;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.List;

/** A classifier that answers {@link EmotionScores#UNCERTAIN} where another is not sure enough. */
public final class ConfidentClassifier implements FaceClassifier {
  private final FaceClassifier classifier;
  private final double minConfidence;

  /**
   * A classifier over another.
   *
   * @param classifier what is asked; still the caller's to close
   * @param minConfidence the lowest confidence of an answer, 0 to 1
   */
  public ConfidentClassifier(FaceClassifier classifier, double minConfidence) {
    this.classifier = classifier;
    this.minConfidence = minConfidence;
  }

  @Override
  public EmotionClasses classes() {
    return classifier.classes();
  }

  @Override
  public int side() {
    return classifier.side();
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    return classifier.classify(faces).stream()
        .map(scores -> scores.withMinConfidence(minConfidence))
        .toList();
  }
}
