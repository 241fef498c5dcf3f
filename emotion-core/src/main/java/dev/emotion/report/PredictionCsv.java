package dev.emotion.report;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.ImagePrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Predictions as a table: a row a face, the faces of a picture counted from 1. A picture without a
 * face has no row, nor has one that can't be read.
 */
public final class PredictionCsv implements PredictionWriter {

  @Override
  public String header(EmotionClasses classes) {
    List<String> names =
        new ArrayList<>(
            List.of("image", "face", "x", "y", "width", "height", "emotion", "confidence"));
    names.addAll(classes.names());
    names.addAll(Csv.DETECTION);
    return Csv.row(names);
  }

  @Override
  public String prediction(ImagePrediction prediction) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < prediction.faces().size(); i++) {
      FaceBox box = prediction.faces().get(i).box();
      EmotionScores scores = prediction.faces().get(i).scores();
      List<String> fields = new ArrayList<>();
      fields.add(prediction.image());
      for (int number : new int[] {i + 1, box.x(), box.y(), box.width(), box.height()}) {
        fields.add(Integer.toString(number));
      }
      fields.add(scores.emotion());
      fields.add(probability(scores.confidence()));
      scores.probabilities().forEach(p -> fields.add(probability(p)));
      fields.addAll(Csv.detection(prediction.faces().get(i).face()));
      rows.append(Csv.row(fields));
    }
    return rows.toString();
  }

  @Override
  public String failure(String image, String reason) {
    return "";
  }

  private static String probability(double p) {
    return String.format(Locale.ROOT, "%.6f", p);
  }
}
