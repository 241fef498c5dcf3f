package dev.emotion.recognize;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePoint;
import dev.emotion.ImagePrediction;
import dev.emotion.testing.CommaLocale;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CommaLocale.class)
class PredictionWritersTest {
  private static final EmotionClasses CLASSES =
      new EmotionClasses(List.of("angry", "happy", "neutral"));
  private static final FacePrediction ANGRY_LEFT =
      face(DetectedFace.of(new FaceBox(1, 2, 30, 40)), 0.5, 0.25, 0.25);
  private static final FacePrediction HAPPY_RIGHT =
      face(
          new DetectedFace(
              new FaceBox(100, 7, 50, 60),
              0.75,
              Optional.of(
                  new FaceLandmarks(
                      new ImagePoint(110, 20),
                      new ImagePoint(130, 40),
                      new ImagePoint(115.25, 40),
                      new ImagePoint(110, 50)))),
          0.01,
          0.9899999,
          0.0000001);

  private static FacePrediction face(DetectedFace face, double... probabilities) {
    return new FacePrediction(face, EmotionScores.of(CLASSES, probabilities));
  }

  private static ImagePrediction image(String name, FacePrediction... faces) {
    return new ImagePrediction(name, 640, 480, List.of(faces));
  }

  @Test
  void textListsTheClassesFromTheMostProbable() {
    assertThat(new PredictionText().prediction(image("p.jpg", HAPPY_RIGHT)))
        .isEqualTo(
            """
            p.jpg: 1 face
              face 1: happy, 99.0 % (at 100,7, 50 x 60 pixels)
                happy    99.0 % ##############################
                angry     1.0 %
                neutral   0.0 %
            """);
  }

  @Test
  void textCountsFacesAndSaysWhereThereIsNone() {
    PredictionText text = new PredictionText();
    assertThat(text.prediction(image("p.jpg"))).isEqualTo("p.jpg: no face found\n");
    assertThat(text.prediction(image("p.jpg", ANGRY_LEFT, HAPPY_RIGHT)))
        .startsWith("p.jpg: 2 faces\n  face 1: angry, 50.0 %")
        .contains("\n  face 2: happy, 99.0 %");
    assertThat(text.failure("bad.jpg", "an empty file")).isEqualTo("bad.jpg: not read\n");
  }

  @Test
  void textNamesTheLikeliestClassOfAnUncertainAnswer() {
    FacePrediction sure = ANGRY_LEFT;
    FacePrediction unsure = new FacePrediction(sure.face(), sure.scores().withMinConfidence(0.6));
    assertThat(new PredictionText().prediction(image("p.jpg", unsure)))
        .contains("  face 1: uncertain, angry 50.0 % (at ");
  }

  @Test
  void jsonHasOneLineAnImageWithSixDecimals() {
    assertThat(new PredictionJson().prediction(image("p.jpg", HAPPY_RIGHT)))
        .isEqualTo(
            "{\"image\":\"p.jpg\",\"width\":640,\"height\":480,\"faces\":[{\"box\":{\"x\":100,"
                + "\"y\":7,\"width\":50,\"height\":60},\"score\":0.75,\"roll\":45.0,\"landmarks\":{"
                + "\"rightEye\":{\"x\":110.0,\"y\":20.0},\"leftEye\":{\"x\":130.0,\"y\":40.0},"
                + "\"nose\":{\"x\":115.3,\"y\":40.0},\"mouth\":{\"x\":110.0,\"y\":50.0}},"
                + "\"emotion\":\"happy\",\"confidence\":0.99,"
                + "\"probabilities\":{\"angry\":0.01,\"happy\":0.99,\"neutral\":0.0}}]}\n");
    assertThat(new PredictionJson().prediction(image("p.jpg"))).contains("\"faces\":[]");
  }

  @Test
  void jsonLeavesOutWhatTheDetectorDoesNotSay() {
    assertThat(new PredictionJson().prediction(image("p.jpg", ANGRY_LEFT)))
        .contains("\"score\":1.0")
        .doesNotContain("roll", "landmarks");
  }

  @Test
  void jsonHoldsAnyFileName() {
    String name = "a\nb\"c\\d\u2028é\t.jpg";
    for (String json :
        List.of(
            new PredictionJson().prediction(image(name)),
            new PredictionJson().failure(name, "bad"))) {
      assertThat(json).endsWith("}\n").doesNotContain(name).hasLineCount(1);
      JsonObject parsed = JsonParser.parseString(json).getAsJsonObject();
      assertThat(parsed.get("image").getAsString()).isEqualTo(name);
    }
  }

  @Test
  void csvHasARowAFace() {
    PredictionCsv csv = new PredictionCsv(CLASSES);
    assertThat(new PredictionCsv(EmotionClasses.FER2013).header())
        .isEqualTo(
            "image,face,x,y,width,height,emotion,confidence,"
                + "angry,disgust,fear,happy,sad,surprise,neutral,score,roll\n");
    assertThat(csv.prediction(image("a, \"b\".jpg", ANGRY_LEFT, HAPPY_RIGHT)))
        .isEqualTo(
            """
            "a, ""b"".jpg",1,1,2,30,40,angry,0.500000,0.500000,0.250000,0.250000,1.000000,
            "a, ""b"".jpg",2,100,7,50,60,happy,0.990000,0.010000,0.990000,0.000000,0.750000,45.0
            """);
  }

  @Test
  void csvHasARowForAnImageWithoutFaceAndForOneThatCannotBeRead() {
    PredictionCsv csv = new PredictionCsv(CLASSES);
    assertThat(csv.prediction(image("p.jpg"))).isEqualTo("p.jpg,,,,,,,,,,,,\n");
    assertThat(csv.failure("bad.jpg", "an empty file"))
        .isEqualTo("bad.jpg,,,,,,unreadable,,,,,,\n");
  }

  @Test
  void jsonWritesSmallNumbersWithoutExponent() {
    assertThat(
            new PredictionJson()
                .prediction(
                    image(
                        "p.jpg",
                        face(DetectedFace.of(new FaceBox(1, 2, 3, 4)), 0.999418, 0.000582, 0))))
        .contains("\"happy\":0.000582,");
  }
}
