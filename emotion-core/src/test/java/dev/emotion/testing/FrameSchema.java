package dev.emotion.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;

/** The JSON schema of a line of {@code emotion realtime --json}, with FER-2013's classes. */
public final class FrameSchema {
  private static final String TEXT =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["frame", "timeMs", "faces"],
        "additionalProperties": false,
        "properties": {
          "frame": {"type": "integer", "minimum": 0},
          "timeMs": {"type": "number", "minimum": 0},
          "faces": {"type": "array", "items": {"$ref": "#/$defs/face"}}
        },
        "$defs": {
          "face": {
            "type": "object",
            "required": ["track", "box", "score", "emotion", "confidence", "probabilities"],
            "additionalProperties": false,
            "properties": {
              "track": {"type": "integer", "minimum": 1},
              "box": {
                "type": "object",
                "required": ["x", "y", "width", "height"],
                "additionalProperties": false,
                "properties": {
                  "x": {"type": "integer", "minimum": 0},
                  "y": {"type": "integer", "minimum": 0},
                  "width": {"type": "integer", "minimum": 1},
                  "height": {"type": "integer", "minimum": 1}
                }
              },
              "score": {"$ref": "#/$defs/probability"},
              "roll": {"type": "number", "minimum": -180, "maximum": 180},
              "landmarks": {
                "type": "object",
                "required": ["rightEye", "leftEye", "nose", "mouth"],
                "minProperties": 4,
                "maxProperties": 4,
                "additionalProperties": {"$ref": "#/$defs/point"}
              },
              "emotion": {
                "enum": ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
              },
              "confidence": {"$ref": "#/$defs/probability"},
              "probabilities": {
                "type": "object",
                "required": ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
                "minProperties": 7,
                "maxProperties": 7,
                "additionalProperties": {"$ref": "#/$defs/probability"}
              }
            }
          },
          "point": {
            "type": "object",
            "required": ["x", "y"],
            "additionalProperties": false,
            "properties": {"x": {"type": "number"}, "y": {"type": "number"}}
          },
          "probability": {"type": "number", "minimum": 0, "maximum": 1}
        }
      }
      """;

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TEXT);

  private FrameSchema() {}

  /**
   * Validates a line.
   *
   * @param line one JSON object
   * @return what is wrong with it; empty for a valid line
   */
  public static List<String> problems(String line) {
    return SCHEMA.validate(line, InputFormat.JSON).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }
}
