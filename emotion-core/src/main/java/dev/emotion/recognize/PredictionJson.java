package dev.emotion.recognize;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePoint;
import dev.emotion.ImagePrediction;
import dev.emotion.text.JsonText;

/** Predictions for a program: one JSON object per line and image. */
public final class PredictionJson implements PredictionWriter {

  @Override
  public String prediction(ImagePrediction prediction) {
    return JsonText.line(of(prediction)) + "\n";
  }

  /**
   * The object of an image.
   *
   * @param prediction its faces
   * @return a new object
   */
  public static JsonObject of(ImagePrediction prediction) {
    JsonObject json = new JsonObject();
    json.addProperty("image", prediction.image());
    json.addProperty("width", prediction.width());
    json.addProperty("height", prediction.height());
    JsonArray faces = new JsonArray();
    prediction.faces().forEach(face -> faces.add(face(face)));
    json.add("faces", faces);
    return json;
  }

  @Override
  public String failure(String image, String reason) {
    JsonObject json = new JsonObject();
    json.addProperty("image", image);
    json.addProperty("error", reason);
    return JsonText.line(json) + "\n";
  }

  /**
   * The object of a face: box, score, landmarks where there are any, and what it shows.
   *
   * @param face where it is, and its scores
   * @return a new object
   */
  public static JsonObject face(FacePrediction face) {
    FaceBox box = face.box();
    JsonObject boxJson = new JsonObject();
    boxJson.addProperty("x", box.x());
    boxJson.addProperty("y", box.y());
    boxJson.addProperty("width", box.width());
    boxJson.addProperty("height", box.height());
    EmotionScores scores = face.scores();
    JsonObject probabilities = new JsonObject();
    for (int i = 0; i < scores.classes().count(); i++) {
      probabilities.addProperty(scores.classes().name(i), rounded(scores.probability(i)));
    }
    JsonObject json = new JsonObject();
    json.add("box", boxJson);
    json.addProperty("score", rounded(face.face().score()));
    face.face().landmarks().ifPresent(landmarks -> addLandmarks(json, landmarks));
    json.addProperty("emotion", scores.emotion());
    json.addProperty("confidence", rounded(scores.confidence()));
    json.add("probabilities", probabilities);
    return json;
  }

  private static void addLandmarks(JsonObject json, FaceLandmarks landmarks) {
    json.addProperty("roll", tenths(landmarks.roll()));
    JsonObject points = new JsonObject();
    points.add("rightEye", point(landmarks.rightEye()));
    points.add("leftEye", point(landmarks.leftEye()));
    points.add("nose", point(landmarks.nose()));
    points.add("mouth", point(landmarks.mouth()));
    json.add("landmarks", points);
  }

  private static JsonObject point(ImagePoint point) {
    JsonObject json = new JsonObject();
    json.addProperty("x", tenths(point.x()));
    json.addProperty("y", tenths(point.y()));
    return json;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** To six decimals: what a 32-bit float holds of a probability near 1. */
  private static double rounded(double probability) {
    return Math.round(probability * 1e6) / 1e6;
  }
}
