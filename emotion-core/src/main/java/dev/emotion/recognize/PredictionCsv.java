package dev.emotion.recognize;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.ImagePrediction;
import dev.emotion.text.Csv;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Predictions as a table: one row per face, the faces of an image counted from 1. An image without
 * a face has one row, in which all columns after its name are empty; of one that can't be read, the
 * emotion is "unreadable".
 */
public final class PredictionCsv implements PredictionWriter {
  private static final List<String> FIXED =
      List.of("image", "face", "x", "y", "width", "height", "emotion", "confidence");

  private static final String UNREADABLE = "unreadable";

  private final List<String> columns = new ArrayList<>(FIXED);

  /**
   * A table.
   *
   * @param classes the model's classes, a column each
   */
  public PredictionCsv(EmotionClasses classes) {
    columns.addAll(classes.names());
    columns.addAll(Csv.DETECTION);
  }

  @Override
  public String header() {
    return Csv.row(columns);
  }

  @Override
  public String prediction(ImagePrediction prediction) {
    if (prediction.faces().isEmpty()) {
      return withoutFace(prediction.image(), "");
    }
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
    return withoutFace(image, UNREADABLE);
  }

  private String withoutFace(String image, String emotion) {
    List<String> fields = new ArrayList<>(Collections.nCopies(columns.size(), ""));
    fields.set(columns.indexOf("image"), image);
    fields.set(columns.indexOf("emotion"), emotion);
    return Csv.row(fields);
  }

  private static String probability(double p) {
    return String.format(Locale.ROOT, "%.6f", p);
  }
}
