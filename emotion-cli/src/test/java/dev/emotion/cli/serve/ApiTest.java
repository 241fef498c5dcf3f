package dev.emotion.cli.serve;

import static dev.emotion.cli.serve.TestServer.json;
import static dev.emotion.cli.serve.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.format.ImageFormat;
import dev.emotion.image.format.ImageHeader;
import dev.emotion.testing.SampleImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ApiTest {
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> predict(byte[] body) throws Exception {
    return server.post("/api/predict", body);
  }

  private static HttpResponse<byte[]> predict(byte[] body, String contentType) throws Exception {
    return TestServer.send(
        server
            .request("/api/predict")
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static void assertError(HttpResponse<byte[]> response, int status, String words) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(response).keySet()).containsExactly("error");
    assertThat(json(response).get("error").getAsString())
        .contains(words)
        .doesNotContain("Exception", "\tat ", "java.");
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".webp", ".gif", ".bmp"})
  void answersPredictsObjectForEveryFormat(String ending) throws Exception {
    byte[] image = TestImages.encoded(ending, 60, 40);

    HttpResponse<byte[]> response = predict(image);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonObject answer = json(response);
    assertThat(answer.keySet())
        .containsExactly("image", "width", "height", "faces", "milliseconds");
    assertThat(answer.get("width").getAsInt()).isEqualTo(60);
    assertThat(answer.get("height").getAsInt()).isEqualTo(40);
    assertThat(answer.get("milliseconds").getAsDouble()).isPositive();
    JsonArray faces = answer.getAsJsonArray("faces");
    assertThat(faces).hasSize(1);
    assertThat(faces.get(0).getAsJsonObject().get("emotion").getAsString()).isEqualTo("neutral");
    assertThat(faces.get(0).getAsJsonObject().get("confidence").getAsString()).isEqualTo("0.75");
  }

  @Test
  void takesAnImageOutOfAFormWithItsName() throws Exception {
    byte[] form = TestImages.form("frontier", TestImages.encoded(".png", 60, 40));

    JsonObject answer = json(predict(form, "multipart/form-data; boundary=frontier"));

    assertThat(answer.get("image").getAsString()).isEqualTo("my face.png");
    assertThat(answer.get("width").getAsInt()).isEqualTo(60);
  }

  @Test
  void takesAnImageOutOfTheFieldFileToo() throws Exception {
    byte[] image = TestImages.encoded(".png", 60, 40);
    String form =
        new String(TestImages.form("frontier", image, image), StandardCharsets.ISO_8859_1);
    String type = "multipart/form-data; boundary=frontier";
    byte[] file =
        new String(TestImages.form("frontier", image), StandardCharsets.ISO_8859_1)
            .replace("name=\"image\"", "name=\"file\"")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] both =
        form.replaceFirst("name=\"image\"", "name=\"file\"").getBytes(StandardCharsets.ISO_8859_1);

    assertThat(json(predict(file, type)).get("width").getAsInt()).isEqualTo(60);
    assertError(predict(both, type), 400, "2 fields 'image' or 'file'");
  }

  @Test
  void aSlashAtTheEndOfAPathMeansNothing() throws Exception {
    byte[] image = TestImages.encoded(".png", 60, 40);
    assertThat(json(server.post("/api/predict/", image)).get("width").getAsInt()).isEqualTo(60);
    assertThat(json(server.get("/health/")).get("status").getAsString()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/octet-stream", "IMAGE/GIF"})
  void looksAtTheBytesAndNotAtTheContentType(String type) throws Exception {
    assertThat(predict(TestImages.encoded(".jpg", 60, 40), type).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({".jpg, image/jpeg, JPEG", ".png, image/png, PNG", ".gif, image/png, PNG"})
  void answersAnAnnotatedCopy(String ending, String type, ImageFormat format) throws Exception {
    byte[] image = TestImages.encoded(ending, 900, 800);

    HttpResponse<byte[]> response = server.post("/api/predict?annotated=true", image);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains(type);
    assertThat(ImageHeader.read(response.body())).contains(new ImageHeader(format, 900, 800));
    try (Mat drawn = ImageFiles.decode(response.body(), "answer");
        Mat plain = ImageFiles.decode(image, "upload")) {
      assertThat(opencv_core.norm(drawn, plain, opencv_core.NORM_INF, new Mat()))
          .as("something is drawn")
          .isGreaterThan(60);
    }
  }

  @Test
  void aModelWithoutHeatMapsSaysSo() throws Exception {
    HttpResponse<byte[]> response =
        server.post("/api/predict?explain=1", TestImages.encoded(".png", 60, 40));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("no heat-maps");
  }

  @Test
  void tellsTheModelAndWhatItTakes() throws Exception {
    JsonObject card = json(server.get("/api/model"));

    assertThat(card.get("name").getAsString()).isEqualTo("test");
    assertThat(card.getAsJsonArray("classes")).hasSize(7);
    assertThat(card.getAsJsonObject("provenance").get("data.name").getAsString())
        .as("where it came from")
        .isEqualTo("faces.csv");
    assertThat(card.get("maxUploadBytes").getAsInt()).isEqualTo(1_000_000);
    assertThat(card.get("maxPixels").getAsLong()).isEqualTo(50_000_000);
  }

  @Test
  void isHealthy() throws Exception {
    assertThat(text(server.get("/health"))).isEqualTo("{\"status\":\"ok\"}\n");
  }

  @Test
  void describesEveryPathThatAnswers() throws Exception {
    JsonObject paths = json(server.get("/openapi.json")).getAsJsonObject("paths");

    assertThat(paths.keySet())
        .containsExactlyInAnyOrder(
            "/api/predict", "/analyze", "/api/model", "/health", "/metrics", "/openapi.json");
    for (String path : paths.keySet()) {
      Set<String> methods = paths.getAsJsonObject(path).keySet();
      HttpResponse<byte[]> response =
          TestServer.send(
              server.request(path).method("DELETE", HttpRequest.BodyPublishers.noBody()));
      assertError(response, 405, "DELETE");
      assertThat(response.headers().firstValue("Allow").orElseThrow().toLowerCase(Locale.ROOT))
          .contains(methods);
      for (String method : methods) {
        assertThat(
                paths
                    .getAsJsonObject(path)
                    .getAsJsonObject(method)
                    .getAsJsonObject("responses")
                    .keySet())
            .as("%s %s", method, path)
            .contains("200", "403", "default");
      }
    }
  }

  @Test
  void countsWhatItDoes() throws Exception {
    long answered = server.metric("emotion_requests_total{path=\"/api/predict\",status=\"200\"}");
    long faces = server.metric("emotion_faces_total");

    predict(TestImages.encoded(".png", 60, 40));

    // A request is counted after its answer, which the client may have read before.
    server.awaitMetric(
        "emotion_requests_total{path=\"/api/predict\",status=\"200\"}", answered + 1);
    assertThat(server.metric("emotion_faces_total")).isEqualTo(faces + 1);
    assertThat(server.metric("emotion_request_seconds_count{path=\"/api/predict\"}")).isPositive();
    server.awaitMetric("emotion_upload_bytes", 0);
  }

  @Test
  void everyLineOfTheMetricsIsInThePrometheusFormat() throws Exception {
    HttpResponse<byte[]> response = server.get("/metrics");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(text(response).lines())
        .hasSizeGreaterThan(20)
        .allMatch(
            line ->
                line.matches("# (HELP|TYPE) emotion_\\w+ .+|# (HELP|TYPE) process_\\w+ .+")
                    || line.matches("\\w+(\\{\\w+=\"[^\"]*\"(,\\w+=\"[^\"]*\")*\\})? [\\d.]+"));
  }

  @Test
  void servesThePageWithAStrictPolicy() throws Exception {
    HttpResponse<byte[]> page = server.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(text(page)).startsWithIgnoringCase("<!doctype html>");
    Map<String, String> expected =
        Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin");
    expected.forEach(
        (name, value) -> assertThat(page.headers().firstValue(name)).as(name).contains(value));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*", "http");
    assertThat(page.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<byte[]> head =
        TestServer.send(
            server.request("/health").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/api/nothing",
        "/page/index.html",
        "/EmotionServer.class",
        "/openapi.json/x",
        "/..html",
        "/.html"
      })
  void anUnknownPathIs404(String path) throws Exception {
    assertError(server.get(path), 404, "nothing at this path");
  }

  @Test
  void noImageIs400() throws Exception {
    assertError(
        predict("hello".getBytes(StandardCharsets.UTF_8)),
        400,
        "expected JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF or TIFF");
    assertError(predict(new byte[0]), 400, "empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"face.heic", "face.avif"})
  void takesWhatPhonesWrite(String name) throws Exception {
    HttpResponse<byte[]> response = predict(Files.readAllBytes(SampleImage.face(name)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("width").getAsInt()).isEqualTo(240);
  }

  @Test
  void takesATiff() throws Exception {
    HttpResponse<byte[]> response = predict(TestImages.encoded(".tiff", 60, 40));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("width").getAsInt()).isEqualTo(60);
  }

  @Test
  void decodesForBrowsersWhatTheyCanNotShow() throws Exception {
    for (byte[] image :
        List.of(
            TestImages.encoded(".tiff", 60, 40),
            Files.readAllBytes(SampleImage.face("face.heic")))) {
      HttpResponse<byte[]> response = server.post("/api/predict?decoded=true", image);

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("image/jpeg");
      try (Mat expected = ImageFiles.decode(image, "image");
          Mat decoded = ImageFiles.decode(response.body(), "decoded")) {
        assertThat(decoded.cols()).isEqualTo(expected.cols());
        assertThat(decoded.rows()).isEqualTo(expected.rows());
        double different = opencv_core.norm(decoded, expected, opencv_core.NORM_L1, new Mat());
        assertThat(different / (3 * expected.total())).isLessThan(5);
      }
    }
  }

  @Test
  void anImageOfAFormatThatIsNotTakenIs400AndNamed() throws Exception {
    String served = ", expected JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF or TIFF";
    assertError(
        predict("P5 1 1 255\n ".getBytes(StandardCharsets.UTF_8)), 400, "found a PNM" + served);
    assertError(
        predict("8BPS".getBytes(StandardCharsets.UTF_8)), 400, "found a Photoshop" + served);
  }

  @Test
  void anImageCutShortIs400() throws Exception {
    byte[] jpeg = TestImages.encoded(".jpg", 60, 40);

    assertError(predict(Arrays.copyOf(jpeg, jpeg.length / 2)), 400, "JPEG");
    assertError(predict(Arrays.copyOf(jpeg, 10)), 400, "damaged JPEG");
  }

  @Test
  void aFormWithoutOneImageIs400() throws Exception {
    byte[] image = TestImages.encoded(".png", 60, 40);
    String type = "multipart/form-data; boundary=frontier";

    assertError(predict(TestImages.form("frontier"), type), 400, "0 fields 'image'");
    assertError(predict(TestImages.form("frontier", image, image), type), 400, "2 fields");
    assertError(predict(image, type), 400, "damaged");
    assertError(predict(image, "multipart/form-data"), 400, "without a boundary");
    assertError(predict(image, "multipart/form-data; boundary="), 400, "without a boundary");
    assertError(predict(image, "multipart/form-data; \"a\"b"), 400, "content type is damaged");
    byte[] nameless =
        new String(TestImages.form("frontier", image), StandardCharsets.ISO_8859_1)
            .replace("name=\"image\"", "noname=\"image\"")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertError(predict(nameless, type), 400, "0 fields 'image'");
    assertError(
        predict(TestImages.form("frontier", "hello".getBytes(StandardCharsets.UTF_8)), type),
        400,
        "none of the formats");
  }

  @Test
  void aQueryThatIsNoneIs400() throws Exception {
    try (Socket socket =
        server.say(
            "POST /api/predict?annotated=%zz HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Length: 0\r\nConnection: close\r\n\r\n")) {
      assertThat(TestServer.hear(socket)).startsWith("HTTP/1.1 400 ").contains("{\"error\":");
    }
  }

  @Test
  void anotherContentTypeIs415() throws Exception {
    assertError(predict(TestImages.encoded(".png", 60, 40), "text/html"), 415, "text/html");
  }

  @Test
  void tooManyBytesAre413WhetherAnnouncedOrNot() throws Exception {
    byte[] large = new byte[1_000_001];
    assertError(predict(large), 413, "--max-upload");

    HttpRequest.BodyPublisher unannounced =
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
    assertError(
        TestServer.send(server.request("/api/predict").POST(unannounced)), 413, "--max-upload");
  }

  @Test
  void tooManyPixelsAre413BeforeAnyIsDecoded() throws Exception {
    assertError(predict(TestImages.pngOf(60_000, 60_000)), 413, "60000 x 60000 pixels");
    assertError(predict(TestImages.pngOf(50_001, 1_000)), 413, "at most 50000000");
    // Within the limit it is looked at, and found to have no pixels.
    assertError(predict(TestImages.pngOf(50_000, 1_000)), 400, "0 bytes of pixels");
  }
}
