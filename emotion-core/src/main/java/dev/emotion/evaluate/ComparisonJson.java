package dev.emotion.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.dataset.Votes;
import java.util.List;
import java.util.Optional;

/** A comparison of two models for a program. */
public final class ComparisonJson {
  private ComparisonJson() {}

  /**
   * One JSON object, one line per member. Shares are 0..1.
   *
   * @param comparison what was found
   * @param models what was compared: A, B
   * @param data what they were compared on
   * @param votes of the same faces, if there are any
   * @return the object, ended by a line feed
   */
  public static String of(
      ModelComparison comparison, List<String> models, String data, Optional<Votes> votes) {
    JsonObject json = new JsonObject();
    json.addProperty("data", data);
    json.addProperty("count", comparison.count());
    json.add("a", model(models.get(0), comparison.a(), votes));
    json.add("b", model(models.get(1), comparison.b(), votes));
    counts(comparison.counts()).asMap().forEach(json::add);
    JsonObject perClass = new JsonObject();
    for (int label = 0; label < comparison.classes().count(); label++) {
      JsonObject counts = counts(comparison.counts(label));
      counts.addProperty("support", comparison.counts(label).total());
      perClass.add(comparison.classes().name(label), counts);
    }
    json.add("perClass", perClass);
    json.add("differences", differences(comparison));
    return EvaluationJson.lines(json);
  }

  private static JsonObject model(String name, EvaluationReport report, Optional<Votes> votes) {
    JsonObject json = new JsonObject();
    json.addProperty("model", name);
    EvaluationJson.addAccuracy(json, report);
    votes.ifPresent(
        people -> json.add("votes", EvaluationJson.votes(VotesReport.of(report, people))));
    return json;
  }

  private static JsonObject counts(PairedCounts counts) {
    JsonObject json = new JsonObject();
    json.addProperty("bothRight", counts.bothRight());
    json.addProperty("onlyA", counts.onlyA());
    json.addProperty("onlyB", counts.onlyB());
    json.addProperty("bothWrong", counts.bothWrong());
    json.addProperty("mcNemarP", counts.mcNemarP());
    return json;
  }

  private static JsonArray differences(ModelComparison comparison) {
    JsonArray faces = new JsonArray();
    for (int i : comparison.differences()) {
      FaceOutcome a = comparison.a().outcomes().get(i);
      FaceOutcome b = comparison.b().outcomes().get(i);
      JsonObject face = new JsonObject();
      face.addProperty("id", a.origin());
      face.addProperty("actual", comparison.classes().name(a.actual()));
      face.addProperty("a", comparison.classes().name(a.predicted()));
      face.addProperty("b", comparison.classes().name(b.predicted()));
      faces.add(face);
    }
    return faces;
  }
}
