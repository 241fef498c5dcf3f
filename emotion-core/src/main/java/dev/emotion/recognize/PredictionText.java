package dev.emotion.recognize;

import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePrediction;
import dev.emotion.text.Words;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Predictions for a reader: each face with all classes, the most probable first. */
public final class PredictionText implements PredictionWriter {
  private static final int BAR = 30;

  @Override
  public String prediction(ImagePrediction prediction) {
    List<FacePrediction> faces = prediction.faces();
    StringBuilder text = new StringBuilder(Words.line(prediction.image()));
    text.append(
        faces.isEmpty() ? ": no face found\n" : ": " + Words.count(faces.size(), "face") + "\n");
    for (int i = 0; i < faces.size(); i++) {
      FaceBox box = faces.get(i).box();
      EmotionScores scores = faces.get(i).scores();
      text.append(
          String.format(
              Locale.ROOT,
              "  face %d: %s, %s%.1f %% (at %d,%d, %d x %d pixels)\n",
              i + 1,
              scores.emotion(),
              scores.isUncertain() ? scores.classes().name(scores.best()) + " " : "",
              100 * scores.confidence(),
              box.x(),
              box.y(),
              box.width(),
              box.height()));
      text.append(bars(scores));
    }
    return text.toString();
  }

  @Override
  public String failure(String image, String reason) {
    return Words.line(image) + ": not read\n";
  }

  private static String bars(EmotionScores scores) {
    List<String> names = scores.classes().names();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    IntStream.range(0, names.size())
        .boxed()
        .sorted(Comparator.comparing(scores::probability, Comparator.reverseOrder()))
        .forEach(
            i -> {
              double p = scores.probability(i);
              String bar = "#".repeat((int) Math.round(p * BAR));
              String line =
                  String.format(
                      Locale.ROOT, "    %-" + width + "s %5.1f %% %s", names.get(i), 100 * p, bar);
              bars.append(line.stripTrailing()).append('\n');
            });
    return bars.toString();
  }
}
