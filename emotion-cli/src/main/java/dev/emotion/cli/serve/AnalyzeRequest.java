package dev.emotion.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePoint;
import dev.emotion.ImagePrediction;
import dev.emotion.image.format.ImageHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * What deepface's {@code POST /analyze} is asked and answers (deepface/api/src/modules/core of
 * github.com/serengil/deepface). Of its arguments {@code img}, {@code actions}, {@code
 * enforce_detection} and {@code anti_spoofing} count here; the others choose among deepface's own
 * detectors.
 *
 * @param image the image
 * @param enforceDetection whether an image without a face is a fault
 */
record AnalyzeRequest(Upload image, boolean enforceDetection) {
  private static final String JSON = "application/json";
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final Set<String> TYPES = Set.of(JSON, URL_ENCODED, Uploads.FORM);
  private static final String EXPECTED = "a file 'img'";
  private static final String EMOTION = "emotion";

  private static final String ANTI_SPOOFING = "anti_spoofing";
  private static final String ENFORCE_DETECTION = "enforce_detection";

  /** Fields of a form, and actions: more than anybody needs. */
  private static final int MAX_FIELDS = 16;

  /** What deepface calls a fault that is found before it analyses. */
  private static final String EXCEPTION = "exception";

  /**
   * Whether a body of this kind can hold a request.
   *
   * @param contentType as the client says, or null
   * @throws HttpError if not
   */
  static void checkType(String contentType) {
    String type = Uploads.mediaType(contentType);
    if (!TYPES.contains(type)) {
      throw badInput(
          "found the content type '" + type + "'",
          JSON + ", " + Uploads.FORM + " or " + URL_ENCODED);
    }
  }

  /**
   * Reads a request.
   *
   * @param contentType one that {@link #checkType} lets pass
   * @param body all of it
   * @param maxPixels width times height of the largest image to take
   * @return the request; its image is not decoded yet
   * @throws HttpError if it can't be served
   */
  static AnalyzeRequest read(String contentType, byte[] body, long maxPixels) {
    Arguments arguments = new Arguments();
    Upload image;
    try {
      switch (Uploads.mediaType(contentType)) {
        case JSON -> arguments.readJson(body);
        case URL_ENCODED -> arguments.readUrlEncoded(body);
        default -> arguments.readForm(contentType, body);
      }
      image = arguments.image(maxPixels);
    } catch (HttpError e) {
      throw e.status() == HttpStatus.BAD_REQUEST_400
          ? new HttpError(e.status(), e.getMessage(), EXCEPTION)
          : e;
    }
    arguments.checkActions();
    if (arguments.flag(ANTI_SPOOFING, arguments.antiSpoofing, false)) {
      throw badArgument("anti_spoofing: found true, expected false: it is not offered here");
    }
    return new AnalyzeRequest(
        image, arguments.flag(ENFORCE_DETECTION, arguments.enforceDetection, true));
  }

  /**
   * The answer.
   *
   * @param prediction what was found in the image
   * @return deepface's JSON object
   * @throws HttpError if no face was found, but is asked for
   */
  JsonObject answer(ImagePrediction prediction) {
    if (enforceDetection && prediction.faces().isEmpty()) {
      throw badArgument("found no face in the image, expected one, or enforce_detection false");
    }
    JsonArray results = new JsonArray();
    prediction.faces().forEach(face -> results.add(result(face)));
    JsonObject json = new JsonObject();
    json.add("results", results);
    return json;
  }

  private static JsonObject result(FacePrediction face) {
    FaceBox box = face.box();
    Optional<FaceLandmarks> landmarks = face.face().landmarks();
    JsonObject region = new JsonObject();
    region.addProperty("x", box.x());
    region.addProperty("y", box.y());
    region.addProperty("w", box.width());
    region.addProperty("h", box.height());
    // The person's own left, in deepface too (FacialAreaRegion).
    region.add("left_eye", point(landmarks.map(FaceLandmarks::leftEye)));
    region.add("right_eye", point(landmarks.map(FaceLandmarks::rightEye)));
    EmotionScores scores = face.scores();
    JsonObject emotion = new JsonObject();
    for (int i = 0; i < scores.classes().count(); i++) {
      // Percent with four decimals: what predict's six are as a share.
      double percent = Math.round(scores.probability(i) * 1e6) / 1e4;
      emotion.addProperty(scores.classes().name(i), percent);
    }
    JsonObject json = new JsonObject();
    json.add("region", region);
    json.addProperty("face_confidence", Math.round(face.face().score() * 1e6) / 1e6);
    json.add(EMOTION, emotion);
    json.addProperty("dominant_emotion", scores.classes().name(scores.best()));
    return json;
  }

  private static JsonElement point(Optional<ImagePoint> point) {
    if (point.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    JsonArray pair = new JsonArray();
    pair.add(Math.round(point.get().x()));
    pair.add(Math.round(point.get().y()));
    return pair;
  }

  private static HttpError badInput(String found, String expected) {
    return new HttpError(HttpStatus.BAD_REQUEST_400, found + ", expected " + expected, EXCEPTION);
  }

  private static HttpError badArgument(String message) {
    return new HttpError(HttpStatus.BAD_REQUEST_400, message);
  }

  /** The arguments that count, as they come: nothing else of a body is kept. */
  private static final class Arguments {
    private Optional<Uploads.Part> file = Optional.empty();
    private String img = "";
    private String imgPath = "";
    private List<String> actions = List.of(EMOTION);
    private String enforceDetection = "";
    private String antiSpoofing = "";

    /** As a stream, for a tree of small values can be many times as large as the text. */
    void readJson(byte[] body) {
      JsonReader json =
          new JsonReader(new InputStreamReader(new ByteArrayInputStream(body), UTF_8));
      json.setStrictness(Strictness.STRICT);
      try {
        json.beginObject();
        while (json.hasNext()) {
          readMember(json, json.nextName());
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
          throw new IOException("more than one value");
        }
      } catch (IOException | IllegalStateException e) {
        throw badInput("found a body that is no JSON of this kind", "{\"img\": \"base64\", ...}");
      }
    }

    private void readMember(JsonReader json, String name) throws IOException {
      JsonToken kind = json.peek();
      if (name.equals("actions") && kind == JsonToken.BEGIN_ARRAY) {
        List<String> given = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
          String action = json.nextString();
          if (given.size() <= MAX_FIELDS) { // one too many is enough to tell
            given.add(action);
          }
        }
        json.endArray();
        actions = given;
      } else if (kind == JsonToken.STRING) {
        put(name, json.nextString());
      } else if (kind == JsonToken.BOOLEAN) {
        put(name, Boolean.toString(json.nextBoolean()));
      } else if (Set.of("img", "img_path", "actions").contains(name) && kind != JsonToken.NULL) {
        throw badInput(name + ": found no text", "text");
      } else if (Set.of(ANTI_SPOOFING, ENFORCE_DETECTION).contains(name)
          && kind != JsonToken.NULL) {
        json.skipValue();
        put(name, kind.name()); // refused by flag(), as text like "1" is
      } else {
        json.skipValue();
      }
    }

    void readUrlEncoded(byte[] body) {
      try {
        UrlEncoded.decodeUtf8To(new ByteArrayInputStream(body), this::put, -1, MAX_FIELDS);
      } catch (IOException | IllegalArgumentException | IllegalStateException e) {
        throw badInput(
            "found a damaged form, or one of more than " + MAX_FIELDS + " fields", "'img'");
      }
    }

    void readForm(String contentType, byte[] body) {
      for (Uploads.Part part : Uploads.parts(contentType, body, EXPECTED)) {
        if (part.fileName().isEmpty()) {
          put(part.name(), new String(part.content(), UTF_8));
        } else if (part.name().equals("img")) {
          file = Optional.of(part);
        }
      }
    }

    private void put(String name, String value) {
      switch (name) {
        case "img" -> img = value;
        case "img_path" -> imgPath = value;
        case "actions" ->
            actions = List.of(value.replaceAll("[\\[\\]()\"'\\s]", "").split(",", MAX_FIELDS + 1));
        case ENFORCE_DETECTION -> enforceDetection = value;
        case ANTI_SPOOFING -> antiSpoofing = value;
        default -> {
          // one of deepface's that doesn't count here
        }
      }
    }

    void checkActions() {
      if (actions.isEmpty()) {
        throw badArgument("actions: found none, expected " + EMOTION);
      } else if (actions.size() > MAX_FIELDS) {
        throw badArgument("actions: found more than " + MAX_FIELDS + ", expected " + EMOTION);
      }
      for (String action : actions) {
        if (!action.equals(EMOTION)) {
          throw badArgument(
              "actions: found '"
                  + action.substring(0, Math.min(20, action.length()))
                  + "', expected "
                  + EMOTION
                  + ": nothing else is offered here");
        }
      }
    }

    boolean flag(String name, String value, boolean usual) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "" -> usual;
        case "true" -> true;
        case "false" -> false;
        default -> throw badArgument(name + ": found something else, expected true or false");
      };
    }

    Upload image(long maxPixels) {
      if (file.isPresent()) {
        Uploads.Part part = file.get();
        return Uploads.upload(part.fileName().orElse(Uploads.UNNAMED), part.content(), maxPixels);
      }
      String text = img.isEmpty() ? imgPath : img;
      if (text.isEmpty()) {
        throw badInput("found no 'img'", "an image as a file, as base64 or as a data URI");
      }
      return Uploads.upload(Uploads.UNNAMED, decoded(text), maxPixels);
    }

    private static byte[] decoded(String text) {
      boolean uri = text.startsWith("data:");
      int comma = uri ? text.indexOf(',') : -1;
      if (uri && (comma < 0 || !text.substring(0, comma).endsWith(";base64"))) {
        throw badInput("img: found a data URI without base64", "data:image/...;base64,...");
      }
      try {
        String base64 = text.substring(comma + 1).replace("\r", "").replace("\n", "");
        byte[] image = Base64.getDecoder().decode(base64);
        if (uri || ImageHeader.read(image).isPresent()) {
          return image;
        }
      } catch (IllegalArgumentException e) {
        // said below
      }
      throw badInput(
          "img: found text that is no image in base64",
          "base64 or a data URI of an image (in a form, with + as %2B): paths and URLs are not"
              + " read here");
    }
  }
}
