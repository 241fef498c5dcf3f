package dev.emotion.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/** Looks into JSON that may be anything. */
final class Json {
  private Json() {}

  /** A member of an object; null where it is no object or has no such member. */
  static JsonElement member(JsonElement json, String name) {
    JsonElement found = json instanceof JsonObject object ? object.get(name) : null;
    return found == null || found.isJsonNull() ? null : found;
  }

  /** A member that is a text. */
  static Optional<String> text(JsonElement json, String name) {
    JsonElement found = member(json, name);
    return found != null && found.isJsonPrimitive() && found.getAsJsonPrimitive().isString()
        ? Optional.of(found.getAsString())
        : Optional.empty();
  }
}
