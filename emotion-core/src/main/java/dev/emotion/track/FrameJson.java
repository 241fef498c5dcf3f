package dev.emotion.track;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.recognize.PredictionJson;
import dev.emotion.text.JsonText;
import java.util.Optional;

/** The results of a video for a program: one JSON object per line and frame, also without faces. */
public final class FrameJson implements FrameWriter {

  private final Optional<String> video;

  /** Of one video. */
  public FrameJson() {
    this(Optional.empty());
  }

  /**
   * Of one video among several.
   *
   * @param video what each object calls it; empty for objects that don't say
   */
  public FrameJson(Optional<String> video) {
    this.video = video;
  }

  @Override
  public String header() {
    return "";
  }

  @Override
  public String frame(FrameResult frame) {
    JsonArray faces = new JsonArray();
    frame.faces().forEach(face -> faces.add(face(face)));
    JsonObject json = new JsonObject();
    video.ifPresent(name -> json.addProperty("video", name));
    json.addProperty("frame", frame.frame());
    json.addProperty("timeMs", time(frame));
    json.add("faces", faces);
    return JsonText.line(json) + "\n";
  }

  /** Whole milliseconds without a point, because that is what most readers expect. */
  private static Number time(FrameResult frame) {
    long micros = frame.timeMicros();
    if (micros % 1000 == 0) {
      return micros / 1000;
    }
    return frame.timeMs();
  }

  private static JsonObject face(TrackedFace face) {
    JsonObject json = new JsonObject();
    json.addProperty("track", face.track());
    PredictionJson.face(face.prediction()).asMap().forEach(json::add);
    return json;
  }
}
