package dev.emotion.testing;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import java.util.List;
import java.util.function.Function;

/**
 * Answers for faces of one pixel as a test says.
 *
 * @param classes of its answers
 * @param answer for each face
 */
public record FakeClassifier(EmotionClasses classes, Function<FacePixels, EmotionScores> answer)
    implements FaceClassifier {

  @Override
  public int side() {
    return 1;
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    return faces.stream().map(answer).toList();
  }
}
