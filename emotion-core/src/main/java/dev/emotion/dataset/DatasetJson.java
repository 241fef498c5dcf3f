package dev.emotion.dataset;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.dataset.DatasetSummary.DuplicateGroup;
import dev.emotion.dataset.DatasetSummary.Member;
import dev.emotion.text.JsonText;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/** A data set's description for a program. */
public final class DatasetJson {
  private DatasetJson() {}

  /**
   * One JSON object. Counts are by part, then by class name; every duplicate and blank face is
   * listed with its origin, part and class.
   *
   * @param summary what was found
   * @return the object, ended by a line feed
   */
  public static String of(DatasetSummary summary) {
    JsonObject json = new JsonObject();
    json.addProperty("name", summary.name());
    json.addProperty("count", summary.fingerprint().faces());
    json.add("classes", strings(summary.classes().names()));
    JsonObject counts = new JsonObject();
    for (Split split : Split.values()) {
      JsonObject ofSplit = new JsonObject();
      for (int label = 0; label < summary.classes().count(); label++) {
        ofSplit.addProperty(summary.classes().name(label), summary.counts().get(split).get(label));
      }
      counts.add(split.id(), ofSplit);
    }
    json.add("counts", counts);
    JsonObject sizes = new JsonObject();
    new TreeMap<>(summary.sourceSizes())
        .forEach((size, count) -> sizes.addProperty(size.toString(), count));
    json.add("sizes", sizes);
    Function<Member, JsonElement> member = m -> member(m, summary);
    Function<DuplicateGroup, JsonElement> group = g -> group(g, member);
    json.add("exactDuplicates", array(summary.exactDuplicates(), group));
    json.add("nearDuplicates", array(summary.nearDuplicates(), group));
    json.add("blanks", array(summary.blanks(), member));
    json.add("skipped", strings(summary.skipped()));
    json.addProperty("fingerprint", summary.fingerprint().sha256());
    return JsonText.indented(json);
  }

  private static JsonObject group(DuplicateGroup group, Function<Member, JsonElement> member) {
    JsonObject json = new JsonObject();
    json.addProperty("acrossSplits", group.acrossSplits());
    json.addProperty("differentLabels", group.differentLabels());
    json.add("faces", array(group.members(), member));
    return json;
  }

  private static JsonObject member(Member member, DatasetSummary summary) {
    JsonObject json = new JsonObject();
    json.addProperty("origin", member.origin());
    json.addProperty("split", member.split().id());
    json.addProperty("class", summary.classes().name(member.label()));
    return json;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonElement> element) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(element.apply(value)));
    return array;
  }
}
