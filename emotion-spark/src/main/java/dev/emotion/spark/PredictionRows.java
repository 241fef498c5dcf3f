package dev.emotion.spark;

import dev.emotion.EmotionClasses;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePoint;
import dev.emotion.ImagePrediction;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Faces as rows, with the names of predict's CSV and JSON. */
final class PredictionRows {
  private static final StructType POINT =
      new StructType().add("x", DataTypes.DoubleType, false).add("y", DataTypes.DoubleType, false);

  private static final StructType LANDMARKS =
      new StructType()
          .add("rightEye", POINT, false)
          .add("leftEye", POINT, false)
          .add("nose", POINT, false)
          .add("mouth", POINT, false);

  private PredictionRows() {}

  static StructType schema(EmotionClasses classes) {
    StructType probabilities = new StructType();
    for (String name : classes.names()) {
      probabilities = probabilities.add(name, DataTypes.DoubleType, false);
    }
    return new StructType()
        .add("path", DataTypes.StringType, false)
        .add("error", DataTypes.StringType)
        .add("face", DataTypes.IntegerType)
        .add("x", DataTypes.IntegerType)
        .add("y", DataTypes.IntegerType)
        .add("width", DataTypes.IntegerType)
        .add("height", DataTypes.IntegerType)
        .add("score", DataTypes.DoubleType)
        .add("emotion", DataTypes.StringType)
        .add("confidence", DataTypes.DoubleType)
        .add("probabilities", probabilities)
        .add("roll", DataTypes.DoubleType)
        .add("landmarks", LANDMARKS);
  }

  /** The faces, numbered from 1 as in predict's CSV; one row where there is none. */
  static List<Row> of(ImagePrediction prediction) {
    List<Row> rows = new ArrayList<>();
    for (FacePrediction face : prediction.faces()) {
      rows.add(face(prediction.image(), rows.size() + 1, face));
    }
    return rows.isEmpty() ? List.of(withoutFace(prediction.image(), null)) : rows;
  }

  static Row failure(String path, String reason) {
    return withoutFace(path, reason);
  }

  private static Row withoutFace(String path, String error) {
    return RowFactory.create(
        path, error, null, null, null, null, null, null, null, null, null, null, null);
  }

  private static Row face(String path, int number, FacePrediction face) {
    FaceBox box = face.box();
    return RowFactory.create(
        path,
        null,
        number,
        box.x(),
        box.y(),
        box.width(),
        box.height(),
        face.face().score(),
        face.scores().emotion(),
        face.scores().confidence(),
        RowFactory.create(face.scores().probabilities().toArray()),
        face.face().landmarks().map(FaceLandmarks::roll).orElse(null),
        face.face().landmarks().map(PredictionRows::landmarks).orElse(null));
  }

  private static Row landmarks(FaceLandmarks landmarks) {
    return RowFactory.create(
        point(landmarks.rightEye()),
        point(landmarks.leftEye()),
        point(landmarks.nose()),
        point(landmarks.mouth()));
  }

  private static Row point(ImagePoint point) {
    return RowFactory.create(point.x(), point.y());
  }
}
