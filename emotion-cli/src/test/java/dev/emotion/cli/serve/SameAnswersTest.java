package dev.emotion.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.engine.Compute;
import dev.emotion.explain.Explainer;
import dev.emotion.image.ImageFiles;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model behind the server gives predict's answers, however many ask. */
@Timeout(300)
class SameAnswersTest {
  @TempDir static Path folder;
  private static EmotionModel model;
  private static BlazeFaceDetector detector;
  private static Explainer explainer;
  private static EmotionServer server;
  private static List<Path> images;

  @BeforeAll
  static void start() throws IOException {
    images = TestImages.withFaces(folder);
    // One thread per call, as the command has it.
    model = EmotionModel.open(ModelSource.of(ModelSource.BUNDLED), new Compute(1));
    explainer = Explainer.open(ModelSource.of(ModelSource.BUNDLED));
    detector = new BlazeFaceDetector();
    server =
        new EmotionServer(
            new ServeSettings("127.0.0.1", 0, 10_000_000, Set.of(), ""),
            new ServedModel(
                "bundled model",
                model.manifest(),
                model,
                Optional.of(explainer),
                detector,
                Runtime.getRuntime().availableProcessors()));
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
    explainer.close();
    detector.close();
    model.close();
  }

  /** predict's line for each file, as a program reads it. */
  private static List<JsonObject> predict(List<Path> files) {
    CliRun run =
        CliRun.of(
            Stream.concat(Stream.of("predict", "--format", "json", "--threads", 1), files.stream())
                .toArray());
    assertThat(run.status()).as(run.err()).isZero();
    return run.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  @Test
  void theNumbersArePredicts() throws Exception {
    LoadClient client = new LoadClient(URI.create(server.address()), images);
    List<JsonObject> lines = predict(images);

    assertThat(lines).hasSameSizeAs(images);
    int faces = 0;
    for (int i = 0; i < images.size(); i++) {
      JsonObject answer = client.expected().get(images.get(i)).deepCopy();
      answer.add("image", lines.get(i).get("image")); // the API does not know the file's name
      // As text: every digit counts.
      assertThat(answer).hasToString(lines.get(i).toString());
      faces += answer.getAsJsonArray("faces").size();
    }
    assertThat(faces).isGreaterThanOrEqualTo(images.size());
  }

  @Test
  void theHeatMapsArePredicts() throws Exception {
    Path maps = folder.resolve("maps");
    CliRun.of("predict", SampleImage.path(), "--explain", maps);
    byte[] written = Files.readAllBytes(maps.resolve("astronaut-1-happy-explained.png"));

    HttpResponse<byte[]> answer = explain("1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
    try (Mat served = ImageFiles.decode(answer.body(), "answer");
        Mat file = ImageFiles.decode(written, "file");
        Mat none = new Mat()) {
      assertThat(opencv_core.norm(served, file, opencv_core.NORM_INF, none)).isZero();
    }
  }

  @Test
  void aFaceThatIsNotThereHasNoHeatMap() throws Exception {
    for (String number : List.of("0", "2", "x", "1e3")) {
      HttpResponse<byte[]> answer = explain(number);
      assertThat(answer.statusCode()).as(number).isEqualTo(400);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("error", "found ");
    }
  }

  private static HttpResponse<byte[]> explain(String number)
      throws IOException, InterruptedException {
    URI address = URI.create(server.address() + "/api/predict?explain=" + number);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.ofFile(SampleImage.path()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void thirtyTwoClientsGetTheAnswersThatOneGets() throws Exception {
    LoadClient client = new LoadClient(URI.create(server.address()), images);

    LoadClient.Result result = client.run(32, images.size(), Duration.ZERO);

    assertThat(result.milliseconds()).hasSize(32 * images.size());
    assertThat(result.errors()).isZero();
    assertThat(result.different()).isZero();
  }
}
