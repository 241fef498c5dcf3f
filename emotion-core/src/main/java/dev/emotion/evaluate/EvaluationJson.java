package dev.emotion.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.emotion.EmotionClasses;
import dev.emotion.text.JsonText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An evaluation for a program. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /**
   * One JSON object, one line per member. Shares are 0..1; confusion matrix rows are actual
   * classes, columns predicted ones.
   *
   * @param report what was found
   * @param model what was measured
   * @param data what it was measured on
   * @param votes the comparison with people's votes, if there are any
   * @return the object, ended by a line feed
   */
  public static String of(
      EvaluationReport report, String model, String data, Optional<VotesReport> votes) {
    JsonObject json = new JsonObject();
    json.addProperty("model", model);
    json.addProperty("data", data);
    json.addProperty("count", report.count());
    addAccuracy(json, report);
    json.addProperty("top2Accuracy", report.top2Accuracy());
    json.addProperty("logLoss", report.logLoss());
    json.addProperty("expectedCalibrationError", report.expectedCalibrationError());
    json.addProperty("imagesPerSecond", report.imagesPerSecond());
    JsonArray classes = new JsonArray();
    report.classes().names().forEach(classes::add);
    json.add("classes", classes);
    json.add("confusionMatrix", matrix(report.confusionMatrix().rows()));
    json.add("perClass", perClass(report));
    json.add("macro", mean(report.macro()));
    json.add("weighted", mean(report.weighted()));
    votes.ifPresent(people -> json.add("votes", votes(people)));
    return lines(json);
  }

  /**
   * One line per member: not Gson's own indenting, which gives each cell of a matrix its own line.
   */
  static String lines(JsonObject json) {
    return json.entrySet().stream()
        .map(
            member ->
                "  " + new JsonPrimitive(member.getKey()) + ": " + JsonText.line(member.getValue()))
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  /** The accuracy and its interval. */
  static void addAccuracy(JsonObject json, EvaluationReport report) {
    json.addProperty("accuracy", report.accuracy());
    JsonObject interval = new JsonObject();
    interval.addProperty("low", report.accuracyInterval().low());
    interval.addProperty("high", report.accuracyInterval().high());
    json.add("accuracyInterval95", interval);
  }

  /** How it compares with people's votes. */
  static JsonObject votes(VotesReport votes) {
    JsonObject json = new JsonObject();
    json.addProperty("matched", votes.matched());
    json.add("plurality", accuracy(votes.plurality()));
    json.add("bothAgree", accuracy(votes.bothAgree()));
    EmotionClasses classes = votes.plurality().classes();
    JsonObject saidButNot = new JsonObject();
    for (int said = 0; said < classes.count(); said++) {
      JsonObject others = new JsonObject();
      for (int people = 0; people < classes.count(); people++) {
        if (people != said) {
          others.addProperty(classes.name(people), votes.share(said, people));
        }
      }
      saidButNot.add(classes.name(said), others);
    }
    json.add("saidButNot", saidButNot);
    return json;
  }

  private static JsonObject accuracy(ConfusionMatrix matrix) {
    JsonObject json = new JsonObject();
    json.addProperty("count", matrix.total());
    json.addProperty("accuracy", matrix.accuracy());
    return json;
  }

  private static JsonArray matrix(List<List<Long>> rows) {
    JsonArray matrix = new JsonArray();
    for (List<Long> row : rows) {
      JsonArray cells = new JsonArray();
      row.forEach(cells::add);
      matrix.add(cells);
    }
    return matrix;
  }

  private static JsonObject perClass(EvaluationReport report) {
    JsonObject perClass = new JsonObject();
    List<ClassMetrics> all = report.perClass();
    for (int i = 0; i < all.size(); i++) {
      ClassMetrics metrics = all.get(i);
      JsonObject json = measures(metrics.precision(), metrics.recall(), metrics.f1());
      json.addProperty("support", metrics.support());
      perClass.add(report.classes().name(i), json);
    }
    return perClass;
  }

  private static JsonObject mean(MeanMetrics mean) {
    return measures(mean.precision(), mean.recall(), mean.f1());
  }

  private static JsonObject measures(double precision, double recall, double f1) {
    JsonObject json = new JsonObject();
    json.addProperty("precision", precision);
    json.addProperty("recall", recall);
    json.addProperty("f1", f1);
    return json;
  }
}
