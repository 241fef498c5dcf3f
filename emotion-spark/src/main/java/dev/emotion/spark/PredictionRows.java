package dev.emotion.spark;

import dev.emotion.EmotionClasses;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePoint;
import dev.emotion.ImagePrediction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** An image as a row, with the names of predict's JSON. */
final class PredictionRows {
  private static final StructType POINT =
      new StructType().add("x", DataTypes.DoubleType, false).add("y", DataTypes.DoubleType, false);

  private static final StructType LANDMARKS =
      new StructType()
          .add("rightEye", POINT, false)
          .add("leftEye", POINT, false)
          .add("nose", POINT, false)
          .add("mouth", POINT, false);

  private static final StructType BOX =
      new StructType()
          .add("x", DataTypes.IntegerType, false)
          .add("y", DataTypes.IntegerType, false)
          .add("width", DataTypes.IntegerType, false)
          .add("height", DataTypes.IntegerType, false);

  private PredictionRows() {}

  static StructType schema(EmotionClasses classes) {
    StructType probabilities = new StructType();
    for (String name : classes.names()) {
      probabilities = probabilities.add(name, DataTypes.DoubleType, false);
    }
    DataType face =
        new StructType()
            .add("box", BOX, false)
            .add("score", DataTypes.DoubleType, false)
            .add("roll", DataTypes.DoubleType)
            .add("landmarks", LANDMARKS)
            .add("emotion", DataTypes.StringType, false)
            .add("confidence", DataTypes.DoubleType, false)
            .add("probabilities", probabilities, false);
    return new StructType()
        .add("image", DataTypes.StringType, false)
        .add("width", DataTypes.IntegerType)
        .add("height", DataTypes.IntegerType)
        .add("faces", DataTypes.createArrayType(face, false))
        .add("error", DataTypes.StringType);
  }

  static Row of(ImagePrediction prediction) {
    Row[] faces = prediction.faces().stream().map(PredictionRows::face).toArray(Row[]::new);
    return RowFactory.create(
        prediction.image(), prediction.width(), prediction.height(), faces, null);
  }

  static Row failure(String image, String reason) {
    return RowFactory.create(image, null, null, null, reason);
  }

  private static Row face(FacePrediction face) {
    FaceBox box = face.box();
    return RowFactory.create(
        RowFactory.create(box.x(), box.y(), box.width(), box.height()),
        face.face().score(),
        face.face().landmarks().map(FaceLandmarks::roll).orElse(null),
        face.face().landmarks().map(PredictionRows::landmarks).orElse(null),
        face.scores().emotion(),
        face.scores().confidence(),
        RowFactory.create(face.scores().probabilities().toArray()));
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
