package dev.emotion.cli.dist;

import static dev.emotion.cli.dist.Installed.emotion;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.dist.Installed.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as an installed program; its answers have tests of their own. */
class ServeIT {
  private static final String TOKEN = "secret";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private static void awaitAddress(Running server) throws IOException {
    server.await(() -> address(server).startsWith("http"));
  }

  private static String address(Running server) {
    try {
      return Files.readString(server.out()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<byte[]> post(Running server, String path, Path file) throws Exception {
    return ask(server, path, HttpRequest.newBuilder().POST(BodyPublishers.ofFile(file)));
  }

  private HttpResponse<byte[]> ask(Running server, String path, HttpRequest.Builder request)
      throws Exception {
    return client.send(
        request
            .uri(URI.create(address(server)).resolve(path))
            .header("Authorization", "Bearer " + TOKEN)
            .build(),
        BodyHandlers.ofByteArray());
  }

  private String faces(Running server) throws Exception {
    return faces(new String(post(server, "/api/predict", Installed.sample()).body(), UTF_8));
  }

  private static String faces(String json) {
    return json.substring(json.indexOf("\"faces\":"), json.lastIndexOf(']'));
  }

  @Test
  void answersAsPredictDoesAndEndsOnSigterm() throws Exception {
    String predicted =
        emotion(folder, "predict", "--format", "json", Installed.sample()).run().ends(0).out();
    try (Running server = emotion(folder, "serve", "--port", 0, "--token", TOKEN).start()) {
      awaitAddress(server);
      assertThat(faces(server)).isEqualTo(faces(predicted)).contains("happy");
      assertThat(post(server, "/api/predict?annotated=true", Installed.sample()).body())
          .startsWith(0x89, 'P', 'N', 'G')
          .isNotEqualTo(Files.readAllBytes(Installed.sample()));
      Path text = Files.writeString(folder.resolve("text.jpg"), "no image");
      assertThat(new String(post(server, "/api/predict", text).body(), UTF_8))
          .startsWith("{\"error\":");
      assertThat(new String(ask(server, "/", HttpRequest.newBuilder().GET()).body(), UTF_8))
          .startsWithIgnoringCase("<!doctype html>");
      server.signal("TERM");
      server.end().ends(143).quietly();
    }
  }

  @Test
  void keepsItsAnswersWhateverHappensToTheModelFile() throws Exception {
    Path model = Files.copy(Installed.trained().resolve("model.zip"), folder.resolve("model.zip"));
    try (Running server =
        emotion(folder, "serve", "--port", 0, "--token", TOKEN, "--model", "model.zip").start()) {
      awaitAddress(server);
      String before = faces(server);
      assertThat(before).contains("emotion");
      Files.write(model, new byte[0]);
      assertThat(faces(server)).as("cut short").isEqualTo(before);
      Path last = Installed.trained().resolve("run/last.zip");
      Path other = Files.copy(last, folder.resolve("new.zip"));
      Files.move(other, model, StandardCopyOption.REPLACE_EXISTING);
      assertThat(faces(server)).as("another in its place").isEqualTo(before);
      server.signal("INT");
      server.end().ends(130);
    }
  }
}
