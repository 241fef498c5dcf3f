package dev.emotion.evaluate;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import java.util.List;

/** A classifier whose classes are given in another order: two models' answers can be compared. */
public final class OrderedClassifier implements FaceClassifier {
  private final FaceClassifier classifier;
  private final EmotionClasses classes;

  /**
   * Around another classifier.
   *
   * @param classifier gives the answers; still the caller's to close
   * @param classes its classes in the order wanted
   * @throws IllegalArgumentException if they are others
   */
  public OrderedClassifier(FaceClassifier classifier, EmotionClasses classes) {
    if (!classifier.classes().sameInAnyOrder(classes)) {
      throw new IllegalArgumentException(
          "classes " + classifier.classes() + ", expected " + classes);
    }
    this.classifier = classifier;
    this.classes = classes;
  }

  @Override
  public EmotionClasses classes() {
    return classes;
  }

  @Override
  public int side() {
    return classifier.side();
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    return classifier.classify(faces).stream().map(this::ordered).toList();
  }

  private EmotionScores ordered(EmotionScores scores) {
    List<String> names = scores.classes().names();
    return new EmotionScores(
        classes,
        classes.names().stream().map(name -> scores.probability(names.indexOf(name))).toList(),
        scores.minConfidence());
  }
}
