package dev.emotion.cli.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.testing.Fuzzing;
import dev.emotion.testing.Mutator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests, down to their last byte: each is answered or ends, and the server goes on. */
class ApiFuzzTest {
  /** 500 would be our fault; 501 and 505 are Jetty's to methods and versions that there are not. */
  private static final Set<String> STATUSES =
      Set.of(
          "200", "204", "304", "400", "401", "403", "404", "405", "406", "408", "411", "413", "414",
          "415", "417", "421", "426", "431", "501", "503", "505");

  @Test
  void aDamagedRequestIsAnsweredAndTheServerGoesOn() throws Exception {
    try (TestServer server = new TestServer()) {
      URI address = URI.create(server.address());
      Mutator mutator = new Mutator(Fuzzing.seed(), requests(address.getAuthority()));
      Fuzzing.run(
          "requests",
          1000,
          mutator::next,
          input -> {
            String answer = answer(address, input);
            if (!answer.isEmpty()) {
              assertThat(answer).startsWith("HTTP/1.");
              assertThat(STATUSES).contains(answer.substring(9, 12));
            }
            return answer.startsWith("HTTP/1.1 200");
          });
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
      assertThat(server.post("/api/predict", TestImages.encoded(".png", 60, 40)).statusCode())
          .isEqualTo(200);
      server.awaitMetric("emotion_active_pictures", 0);
    }
  }

  /** All that comes; empty where the connection is closed without an answer. */
  private static String answer(URI address, byte[] request) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (SocketException reset) {
        return "";
      }
    }
  }

  private static List<byte[]> requests(String host) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    for (String path : List.of("/", "/health", "/metrics", "/api/model", "/app.js", "/nowhere")) {
      requests.add(request("GET " + path, host, "Accept: */*", new byte[0]));
    }
    for (String ending : List.of(".png", ".jpg", ".webp", ".gif")) {
      byte[] image = TestImages.encoded(ending, 60, 40);
      requests.add(request("POST /api/predict", host, "Content-Type: image/*", image));
      requests.add(request("POST /api/predict?annotated=true", host, "Connection: close", image));
      requests.add(
          request(
              "POST /api/predict",
              host,
              "Content-Type: multipart/form-data; boundary=xyz",
              TestImages.form("xyz", image)));
    }
    byte[] image = TestImages.encoded(".jpg", 60, 40);
    String base64 = Base64.getEncoder().encodeToString(image);
    String json = "{\"img\":\"" + base64 + "\",\"actions\":[\"emotion\"],\"align\":[{}]}";
    String form = "actions=emotion&img=data:image/jpeg;base64," + base64.replace("+", "%2B");
    requests.add(
        request("POST /analyze", host, "Content-Type: application/json", json.getBytes(UTF_8)));
    requests.add(
        request(
            "POST /analyze",
            host,
            "Content-Type: application/x-www-form-urlencoded",
            form.getBytes(UTF_8)));
    requests.add(
        request(
            "POST /analyze",
            host,
            "Content-Type: multipart/form-data; boundary=xyz",
            new String(TestImages.form("xyz", image), ISO_8859_1)
                .replace("name=\"image\"", "name=\"img\"")
                .getBytes(ISO_8859_1)));
    return requests;
  }

  private static byte[] request(String line, String host, String header, byte[] body)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head =
        line
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\n"
            + header
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    bytes.write(head.getBytes(ISO_8859_1));
    bytes.write(body);
    return bytes.toByteArray();
  }
}
