package dev.emotion.recognize;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The columns of a face in every table: those of images, and those of videos. */
public final class FaceColumns {
  private FaceColumns() {}

  /**
   * Their names.
   *
   * @param classes the model's classes, a column each
   * @return box, emotion, confidence, classes, and what the detector says
   */
  public static List<String> names(EmotionClasses classes) {
    return Stream.of(
            List.of("x", "y", "width", "height", "emotion", "confidence"),
            classes.names(),
            List.of("score", "roll"))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * The values of a face.
   *
   * @param face where it is, and what it shows
   * @return one a column; by how many degrees the head leans is empty where that is unknown
   */
  public static List<String> values(FacePrediction face) {
    List<String> values = new ArrayList<>();
    FaceBox box = face.box();
    for (int number : new int[] {box.x(), box.y(), box.width(), box.height()}) {
      values.add(Integer.toString(number));
    }
    EmotionScores scores = face.scores();
    values.add(scores.emotion());
    values.add(share(scores.confidence()));
    scores.probabilities().forEach(probability -> values.add(share(probability)));
    DetectedFace found = face.face();
    values.add(share(found.score()));
    values.add(found.landmarks().map(l -> String.format(Locale.ROOT, "%.1f", l.roll())).orElse(""));
    return values;
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.6f", share);
  }
}
