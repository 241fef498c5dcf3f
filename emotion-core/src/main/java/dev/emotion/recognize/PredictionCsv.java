package dev.emotion.recognize;

import dev.emotion.EmotionClasses;
import dev.emotion.ImagePrediction;
import dev.emotion.text.Csv;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Predictions as a table: one row per face, the faces of an image counted from 1. An image without
 * a face has one row, in which all columns after its name are empty; of one that can't be read, the
 * emotion is "unreadable".
 */
public final class PredictionCsv implements PredictionWriter {
  private static final String UNREADABLE = "unreadable";

  private final List<String> columns = new ArrayList<>(List.of("image", "face"));

  /**
   * A table.
   *
   * @param classes the model's classes, a column each
   */
  public PredictionCsv(EmotionClasses classes) {
    columns.addAll(FaceColumns.names(classes));
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
      List<String> fields = new ArrayList<>(List.of(prediction.image(), Integer.toString(i + 1)));
      fields.addAll(FaceColumns.values(prediction.faces().get(i)));
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
}
