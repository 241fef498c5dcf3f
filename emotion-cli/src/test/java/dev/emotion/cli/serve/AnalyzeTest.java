package dev.emotion.cli.serve;

import static dev.emotion.cli.serve.TestServer.json;
import static dev.emotion.cli.serve.TestServer.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FaceLandmarks;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePoint;
import dev.emotion.ImagePrediction;
import dev.emotion.image.format.ImageHeader;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program made for deepface's server says and hears. */
@Timeout(120)
class AnalyzeTest {
  private static final String JSON = "application/json";
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String FORM = "multipart/form-data; boundary=frontier";
  private static final byte[] IMAGE = TestImages.encoded(".png", 60, 40);
  private static final String BASE64 = Base64.getEncoder().encodeToString(IMAGE);

  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> analyze(String type, byte[] body) throws Exception {
    return TestServer.send(
        server
            .request("/analyze")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<byte[]> analyze(String type, String body) throws Exception {
    return analyze(type, body.getBytes(UTF_8));
  }

  /** A body of {@code "img"} and more members. */
  private static HttpResponse<byte[]> with(String more) throws Exception {
    return analyze(JSON, "{\"img\":\"" + BASE64 + "\"" + more + "}");
  }

  /** A form of a file, and of fields as {@code name, value, ...}. */
  private static byte[] form(String fileField, byte[] file, String... fields) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(
          "--frontier\r\nContent-Disposition: form-data; name=\"" + fields[i] + "\"\r\n\r\n");
      form.append(fields[i + 1] + "\r\n");
    }
    if (!fileField.isEmpty()) {
      form.append("--frontier\r\nContent-Disposition: form-data; name=\"" + fileField + "\";");
      form.append(" filename=\"a.png\"\r\n\r\n" + new String(file, ISO_8859_1) + "\r\n");
    }
    return (form + "--frontier--\r\n").getBytes(ISO_8859_1);
  }

  private static void assertFaces(HttpResponse<byte[]> response, int faces) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    assertThat(json(response).keySet()).containsExactly("results");
    assertThat(json(response).getAsJsonArray("results")).hasSize(faces);
  }

  private static void assertFault(
      HttpResponse<byte[]> response, int status, String member, String words) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    assertThat(json(response).keySet()).containsExactly(member);
    assertThat(json(response).get(member).getAsString())
        .contains(words)
        .doesNotContain("Exception", "\tat ", "java.", "\n");
  }

  private static void assertException(HttpResponse<byte[]> response, String words) {
    assertFault(response, 400, "exception", words);
  }

  private static void assertError(HttpResponse<byte[]> response, String words) {
    assertFault(response, 400, "error", words);
  }

  @Test
  void answersInDeepfacesForm() throws Exception {
    HttpResponse<byte[]> response = with("");

    assertFaces(response, 1);
    assertThat(text(response))
        .isEqualTo(
            "{\"results\":[{\"region\":{\"x\":0,\"y\":0,\"w\":60,\"h\":40,\"left_eye\":null,"
                + "\"right_eye\":null},\"face_confidence\":1.0,\"emotion\":{\"angry\":0.0,"
                + "\"disgust\":0.0,\"fear\":0.0,\"happy\":0.0,\"sad\":0.0,\"surprise\":25.0,"
                + "\"neutral\":75.0},\"dominant_emotion\":\"neutral\"}]}\n");
  }

  /** deepface: "eyes on the left and right respectively with respect to the person". */
  @Test
  void theLeftEyeIsThePersonsOwn() {
    FaceLandmarks landmarks =
        new FaceLandmarks(
            new ImagePoint(20.4, 30.5),
            new ImagePoint(40.6, 31),
            new ImagePoint(30, 40),
            new ImagePoint(30, 50));
    DetectedFace face = new DetectedFace(new FaceBox(10, 15, 40, 45), 0.97, Optional.of(landmarks));
    EmotionScores scores =
        EmotionScores.of(EmotionClasses.FER2013, new double[] {0, 0, 0, 0.9, 0.1, 0, 0});
    ImagePrediction prediction =
        new ImagePrediction("a", 100, 100, List.of(new FacePrediction(face, scores)));

    JsonObject result =
        request(true).answer(prediction).getAsJsonArray("results").get(0).getAsJsonObject();

    assertThat(result.get("region"))
        .hasToString(
            "{\"x\":10,\"y\":15,\"w\":40,\"h\":45,\"left_eye\":[41,31],\"right_eye\":[20,31]}");
    assertThat(result.get("face_confidence").getAsDouble()).isEqualTo(0.97);
    assertThat(result.get("dominant_emotion").getAsString()).isEqualTo("happy");
  }

  private static AnalyzeRequest request(boolean enforceDetection) {
    ImageHeader header = ImageHeader.read(IMAGE).orElseThrow();
    return new AnalyzeRequest(new Upload("a", IMAGE, header), enforceDetection);
  }

  @Test
  void noFaceIsAFaultOnlyWhereDetectionIsEnforced() {
    ImagePrediction nothing = new ImagePrediction("a", 60, 40, List.of());

    assertThat(request(false).answer(nothing)).hasToString("{\"results\":[]}");
    assertThatThrownBy(() -> request(true).answer(nothing))
        .isInstanceOf(HttpError.class)
        .hasMessageContaining("no face");
    String withFlag = "{\"img\":\"" + BASE64 + "\",\"enforce_detection\":%s}";
    for (String yes : List.of("true", "\"true\"", "\"True\"", "null")) {
      assertThat(read(String.format(withFlag, yes)).enforceDetection()).as(yes).isTrue();
    }
    for (String no : List.of("false", "\"false\"", "\"False\"")) {
      assertThat(read(String.format(withFlag, no)).enforceDetection()).as(no).isFalse();
    }
    assertThat(read("{\"img\":\"" + BASE64 + "\"}").enforceDetection()).isTrue();
  }

  private static AnalyzeRequest read(String json) {
    return AnalyzeRequest.read(JSON, json.getBytes(UTF_8), 1_000_000);
  }

  @Test
  void takesTheImageInEveryWayThatDeepfaceDoes() throws Exception {
    String uri = "data:image/png;base64," + BASE64;
    String encoded = URLEncoder.encode(uri, UTF_8);

    assertFaces(analyze(JSON, "{\"img\":\"" + uri + "\"}"), 1);
    assertFaces(analyze(JSON + "; charset=utf-8", "{\"img_path\":\"" + uri + "\"}"), 1);
    assertFaces(analyze(URL_ENCODED, "img=" + encoded), 1);
    assertFaces(analyze(URL_ENCODED, "img_path=" + encoded + "&actions=%5B%22emotion%22%5D"), 1);
    assertFaces(analyze(URL_ENCODED, "img=" + URLEncoder.encode(BASE64, UTF_8)), 1);
    assertFaces(analyze(FORM, form("img", IMAGE)), 1);
    assertFaces(analyze(FORM, form("img", IMAGE, "actions", "[\"emotion\"]")), 1);
    assertFaces(analyze(FORM, form("", IMAGE, "img", uri)), 1);
    String lines = BASE64.replaceAll("(.{20})", "$1\r\n");
    assertFaces(analyze(FORM, form("", IMAGE, "img", lines)), 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"actions\":[\"emotion\"]",
        ",\"actions\":\"emotion\"",
        ",\"actions\":\"['emotion']\"",
        ",\"actions\":\"(emotion)\"",
        ",\"actions\":null",
        ",\"detector_backend\":\"retinaface\",\"align\":true,\"silent\":false,\"anti_spoofing\":false",
        ",\"expand_percentage\":0,\"other\":{\"deep\":[[1,{}]]}"
      })
  void takesWhatDeepfacesClientsSend(String more) throws Exception {
    assertFaces(with(more), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"age", "gender", "race", "smile"})
  void whatIsNotOfferedIsRefused(String action) throws Exception {
    String words = "actions: found '" + action + "', expected emotion";
    assertError(with(",\"actions\":[\"emotion\",\"" + action + "\"]"), words);
    assertError(analyze(FORM, form("img", IMAGE, "actions", "[\"" + action + "\"]")), words);
  }

  @Test
  void wrongArgumentsAreErrors() throws Exception {
    assertError(with(",\"actions\":[]"), "actions: found none");
    assertError(with(",\"actions\":[" + "\"emotion\",".repeat(50) + "\"\"]"), "more than 16");
    assertError(with(",\"actions\":\"" + "emotion,".repeat(50) + "\""), "more than 16");
    assertError(with(",\"enforce_detection\":\"maybe\""), "enforce_detection: ");
    assertError(with(",\"anti_spoofing\":true"), "anti_spoofing: found true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "\"1\"", "0.5", "[true]", "{\"a\":true}"})
  void aFlagIsTrueOrFalse(String value) throws Exception {
    for (String name : List.of("anti_spoofing", "enforce_detection")) {
      assertError(
          with(",\"" + name + "\":" + value),
          name + ": found something else, expected true or false");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo.jpg",
        "my photo.jpg",
        "/etc/passwd",
        "etcpasswd",
        "https://example.org/a.jpg",
        "file:///etc/passwd"
      })
  void pathsAndUrlsAreRefused(String text) throws Exception {
    for (String name : List.of("img", "img_path")) {
      assertException(
          analyze(JSON, "{\"" + name + "\":\"" + text + "\"}"), "paths and URLs are not read here");
    }
  }

  @Test
  void aRequestWithoutAnImageIsAnException() throws Exception {
    assertException(analyze(JSON, "{}"), "found no 'img'");
    assertException(analyze(JSON, "{\"img\":null}"), "found no 'img'");
    assertException(analyze(JSON, "{\"img\":[1]}"), "img: found no text");
    assertException(analyze(URL_ENCODED, "image=a"), "found no 'img'");
    assertException(analyze(FORM, form("image", IMAGE)), "found no 'img'");
    assertException(analyze(FORM, form("img", "hello".getBytes(UTF_8))), "none of the formats");
    assertException(analyze(FORM, IMAGE), "damaged");
    assertException(analyze("text/html", "hello"), "found the content type 'text/html'");
    assertException(server.post("/analyze", IMAGE), "found the content type ''");
    assertException(
        analyze(JSON, "{\"img\":\"data:image/png,%89PNG\"}"), "a data URI without base64");
    assertException(analyze(JSON, "{\"img\":\"data:;base64,aGVsbG8=\"}"), "none of the formats");
    // A + that was not encoded arrives as a blank.
    assertException(analyze(URL_ENCODED, "img=data:image/png;base64,iVBO+w0K"), "%2B");
  }

  @Test
  void aDamagedImageIsAnError() throws Exception {
    byte[] jpeg = TestImages.encoded(".jpg", 60, 40);
    byte[] half = Arrays.copyOf(jpeg, jpeg.length / 2);
    assertError(analyze(FORM, form("img", half)), "JPEG");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}{}",
        "{'img':'a'}",
        "{\"img\":\"a\"",
        "{\"img\":tru}",
        "{\"img\"}",
        "\u0000",
        "{\"actions\":[[]]}",
        "{\"actions\":[true]}"
      })
  void jsonThatIsNoneIsAnException(String body) throws Exception {
    assertException(analyze(JSON, body), "found a body that is no JSON of this kind");
  }

  @ParameterizedTest
  @CsvSource({"[,]", "{\"a\":,}"})
  void jsonOfAnyDepthIsBearable(String open, String close) throws Exception {
    String deep = "{\"x\":" + open.repeat(100_000) + "1" + close.repeat(100_000) + "}";
    assertException(analyze(JSON, deep), "no JSON of this kind");
  }

  @Test
  void manySmallValuesTakeNoMemory() throws Exception {
    String many = "{\"x\":[" + "[],".repeat(300_000) + "[]]";
    assertFaces(analyze(JSON, many + ",\"img\":\"" + BASE64 + "\"}"), 1);
    assertException(analyze(URL_ENCODED, "a=&".repeat(300_000)), "more than 16 fields");
  }

  @ParameterizedTest
  @ValueSource(strings = {"img=%zz", "img=%", "%=a", "img=%c3%28"})
  void aDamagedFormIsAnException(String body) throws Exception {
    assertException(analyze(URL_ENCODED, body), "");
  }

  @Test
  void bodiesAndImagesHaveTheLimitsOfPredict() throws Exception {
    String large = "{\"img\":\"" + "A".repeat(1_000_000) + "\"}";
    assertFault(analyze(JSON, large), 413, "error", "--max-upload");
    String vast = Base64.getEncoder().encodeToString(TestImages.pngOf(60_000, 60_000));
    assertFault(analyze(JSON, "{\"img\":\"" + vast + "\"}"), 413, "error", "60000 x 60000");
    server.awaitMetric("emotion_upload_bytes", 0);
  }

  @Test
  void needsTheTokenIfThereIsOne() throws Exception {
    ServeSettings secret = new ServeSettings("127.0.0.1", 0, 1_000_000, Set.of(), "secret");
    try (TestServer guarded = new TestServer(secret, TestServer.GENEROUS)) {
      assertThat(guarded.post("/analyze", IMAGE).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void openapiHasTheMembersThatAreAnswered() throws Exception {
    JsonObject schemas =
        json(server.get("/openapi.json")).getAsJsonObject("components").getAsJsonObject("schemas");
    JsonArray required = schemas.getAsJsonObject("Analysis").getAsJsonArray("required");
    JsonObject result = json(with("")).getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(required.asList().stream().map(name -> name.getAsString()))
        .containsExactlyElementsOf(result.keySet());
  }
}
