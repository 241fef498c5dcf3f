package dev.emotion.export;

import com.google.gson.JsonArray;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.network.InputSpec;
import dev.emotion.system.BuildInfo;
import dev.emotion.text.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an exported file says of itself, whatever its format. */
final class ModelFacts {
  private ModelFacts() {}

  /**
   * Names and texts.
   *
   * @param source where the model comes from
   * @param manifest the model's
   * @param input what {@link #input} says
   */
  static Map<String, String> of(ModelSource source, ModelManifest manifest, String input) {
    JsonArray classes = new JsonArray();
    manifest.classes().names().forEach(classes::add);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("classes", classes.toString());
    facts.put("input", input);
    facts.put("output", "a probability for each class, in the order of the classes");
    facts.put("source", source.name() + " (SHA-256 " + source.fingerprint() + ")");
    facts.put("licence", source.licence());
    facts.put("producer", "emotion " + BuildInfo.read().version());
    facts.put("emotion.json", JsonText.indented(manifest.toJson()));
    return facts;
  }

  /**
   * What the network takes.
   *
   * @param shape of the input in this format
   */
  static String input(InputSpec input, String shape) {
    return "float32 "
        + shape
        + ": grey pixels of upright faces, 0 (black) to 255 (white), row by row from the top left;"
        + " (pixel - "
        + input.mean()
        + ") / "
        + input.scale()
        + " is in the network";
  }
}
