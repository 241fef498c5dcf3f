package dev.emotion.cli.serve;

import static dev.emotion.cli.serve.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AccessTest {
  private static final String FRIEND = "https://friend.example";
  private static TestServer open;
  private static TestServer guarded;

  @BeforeAll
  static void start() throws IOException {
    open = new TestServer();
    guarded =
        new TestServer(
            new ServeSettings("127.0.0.1", 0, 1_000_000, Set.of(FRIEND), "s3cret"),
            TestServer.GENEROUS);
  }

  @AfterAll
  static void stop() {
    open.close();
    guarded.close();
  }

  private static int status(TestServer server, String host) throws IOException {
    try (Socket socket =
        server.say("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")) {
      return Integer.parseInt(TestServer.hear(socket).split(" ", 3)[1]);
    }
  }

  private static HttpResponse<byte[]> from(TestServer server, String origin) throws Exception {
    return TestServer.send(server.request("/health").header("Origin", origin));
  }

  private static HttpResponse<byte[]> withToken(String authorization) throws Exception {
    HttpRequest.Builder request = guarded.request("/api/model");
    return TestServer.send(
        authorization.isEmpty() ? request : request.header("Authorization", authorization));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LocalHost:8080, 200",
    "127.0.0.1:1, 200",
    "[::1]:8080, 200",
    "192.168.1.7, 200",
    "evil.example, 403",
    "127.0.0.1.evil.example:8080, 403",
    "localhost.evil.example, 403",
    "friend.example, 403"
  })
  void goesByAddressesAndItsOwnNamesOnly(String host, int status) throws IOException {
    assertThat(status(open, host)).isEqualTo(status);
  }

  @Test
  void goesByTheNameOfAnAllowedOriginToo() throws IOException {
    assertThat(status(guarded, "friend.example")).isEqualTo(200);
  }

  @Test
  void itsOwnPagesMayUseIt() throws Exception {
    HttpResponse<byte[]> response = from(open, open.address());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "http://localhost:1", "null", "file://", ""})
  void pagesOfOtherOriginsMayNot(String origin) throws Exception {
    HttpResponse<byte[]> response = from(open, origin);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(text(response)).contains("--allow-origin");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void pagesOfAnAllowedOriginMay() throws Exception {
    HttpResponse<byte[]> response = from(guarded, FRIEND);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains(FRIEND);
    assertThat(response.headers().firstValue("Vary")).contains("Origin");
  }

  @Test
  void aBrowserThatAsksFirstIsAnsweredWithoutAToken() throws Exception {
    HttpResponse<byte[]> response =
        TestServer.send(
            guarded
                .request("/api/predict")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", FRIEND)
                .header("Access-Control-Request-Method", "POST"));

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("POST");
    assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("Authorization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3cret", "Bearer", "Bearer s3cre", "Bearer s3cret2", "Basic s3cret"})
  void aWrongTokenIs401(String authorization) throws Exception {
    HttpResponse<byte[]> response = withToken(authorization);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(text(response)).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cret", "bearer s3cret"})
  void theTokenOpensTheApi(String authorization) throws Exception {
    assertThat(withToken(authorization).statusCode()).isEqualTo(200);
  }

  @Test
  void theTokenGuardsTheMetricsToo() throws Exception {
    assertThat(guarded.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(guarded.get("/metrics/").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/health", "/openapi.json"})
  void thePageNeedsNoToken(String path) throws Exception {
    assertThat(guarded.get(path).statusCode()).isEqualTo(200);
  }
}
