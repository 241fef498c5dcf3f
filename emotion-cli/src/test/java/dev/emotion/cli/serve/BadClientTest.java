package dev.emotion.cli.serve;

import static dev.emotion.cli.serve.TestServer.hear;
import static dev.emotion.cli.serve.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, greedy, many, or leave. */
@Timeout(120)
class BadClientTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
  private static final String LAST_HEALTH = HEALTH + "Connection: close\r\n\r\n";
  private static final String POST =
      "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n";

  private final ExecutorService clients = Executors.newCachedThreadPool();

  private static Limits patient() {
    return new Limits(LONG, LONG, LONG, LONG, LONG, LONG, 256, 50_000_000, 64, 10_000_000);
  }

  private static Limits shortIdle() {
    return new Limits(SHORT, LONG, LONG, LONG, LONG, LONG, 256, 50_000_000, 64, 10_000_000);
  }

  private static Limits shortHeaders() {
    return new Limits(LONG, LONG, SHORT, LONG, LONG, LONG, 256, 50_000_000, 64, 10_000_000);
  }

  private static Limits shortBody() {
    return new Limits(LONG, LONG, LONG, SHORT, LONG, LONG, 256, 50_000_000, 64, 10_000_000);
  }

  private static Limits shortExchange() {
    return new Limits(LONG, LONG, LONG, LONG, SHORT, LONG, 256, 50_000_000, 64, 10_000_000);
  }

  private static TestServer server(Limits limits) throws IOException {
    return new TestServer(TestServer.PLAIN, limits);
  }

  private <T> Future<T> later(Callable<T> client) {
    return clients.submit(client);
  }

  /** Sends a byte now and then until the server has enough. */
  private Future<?> dribble(Socket socket) {
    return later(
        () -> {
          OutputStream out = socket.getOutputStream();
          try {
            while (true) {
              out.write('a');
              Thread.sleep(20);
            }
          } catch (IOException closed) {
            return null;
          }
        });
  }

  private static void assertWorks(TestServer server) throws Exception {
    assertThat(server.post("/api/predict", TestImages.encoded(".png", 60, 40)).statusCode())
        .isEqualTo(200);
  }

  @AfterEach
  void stop() {
    clients.shutdownNow();
  }

  @Test
  void closesAConnectionThatSaysNothing() throws Exception {
    try (TestServer server = server(shortIdle());
        Socket socket = server.say("")) {
      assertThat(hear(socket)).isEmpty();
    }
  }

  @Test
  void answers408ToABodyThatStops() throws Exception {
    try (TestServer server = server(shortIdle());
        Socket socket = server.say(POST + "\r\nhalf")) {
      assertThat(hear(socket)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void closesAConnectionWhoseHeadDribbles() throws Exception {
    try (TestServer server = server(shortHeaders());
        Socket socket = server.say("GET / HTTP/1.1\r\nX-Slow: ")) {
      Future<?> client = dribble(socket);
      assertThat(socketEnds(socket)).isTrue();
      client.get();
      assertWorks(server);
    }
  }

  /** Waits until the server has closed or reset the connection, without an answer. */
  private static boolean socketEnds(Socket socket) throws IOException {
    try {
      return hear(socket).isEmpty();
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void answers408ToABodyThatDribbles() throws Exception {
    try (TestServer server = server(shortBody());
        Socket socket = server.say(POST + "Connection: close\r\n\r\n")) {
      Future<?> client = dribble(socket);
      byte[] begin = socket.getInputStream().readNBytes(12);
      assertThat(new String(begin, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 408");
      client.get();
      assertWorks(server);
    }
  }

  @Test
  void closesAConnectionWhoseExchangeTakesTooLong() throws Exception {
    try (TestServer server = server(shortExchange());
        Socket socket = server.say(POST + "\r\nhalf")) {
      assertThat(socketEnds(socket)).isTrue();
    }
  }

  @Test
  void slowClientsDoNotKeepOthersFromTheServer() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (TestServer server = server(patient())) {
      for (int i = 0; i < 50; i++) {
        slow.add(server.say(i % 2 == 0 ? "GET / HT" : POST + "\r\nhalf"));
      }
      assertWorks(server);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aClientThatLeavesHarmsNobodyAndItsMemoryIsFreed() throws Exception {
    try (TestServer server = server(patient())) {
      Socket socket = server.say(POST + "\r\nhalf");
      server.awaitMetric("emotion_upload_bytes", 4);
      socket.close();
      server.awaitMetric("emotion_upload_bytes", 0);
      assertWorks(server);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", // no host
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000" // TLS
      })
  void refusesARequestThatIsNone(String words) throws Exception {
    try (TestServer server = server(shortIdle());
        Socket socket = server.say(words)) {
      assertThat(hear(socket))
          .matches("(?s)HTTP/1\\.1 (400|404|505) .*")
          .doesNotContain("Exception", "jetty", "Jetty", "\tat ");
    }
  }

  /** As those do who look for a proxy; its target has no path. */
  @Test
  void refusesToConnect() throws Exception {
    try (TestServer server = server(shortIdle());
        Socket socket =
            server.say("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n")) {
      assertThat(hear(socket)).startsWith("HTTP/1.1 405 ");
    }
  }

  @Test
  void refusesAHeadThatIsTooLong() throws Exception {
    try (TestServer server = server(patient());
        Socket socket =
            server.say(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")) {
      byte[] begin = socket.getInputStream().readNBytes(12);
      assertThat(new String(begin, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 431");
    }
  }

  @Test
  void answers503WithRetryAfterWhenTheQueueIsFull() throws Exception {
    byte[] image = TestImages.encoded(".png", 60, 40);
    Limits one = new Limits(LONG, LONG, LONG, LONG, LONG, LONG, 256, 50_000_000, 1, 10_000_000);
    try (TestServer server = server(one)) {
      server.classifier.shut();
      List<Future<HttpResponse<byte[]>>> accepted = new ArrayList<>();
      for (int i = 0; i < TestServer.THREADS; i++) {
        accepted.add(later(() -> server.post("/api/predict", image)));
      }
      server.awaitMetric("emotion_active_pictures", TestServer.THREADS);
      accepted.add(later(() -> server.post("/api/predict", image)));
      server.awaitMetric("emotion_queue_pictures", 1);

      HttpResponse<byte[]> refused = server.post("/api/predict", image);

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(json(refused).get("error").getAsString()).startsWith("busy");
      server.classifier.open();
      for (Future<HttpResponse<byte[]>> response : accepted) {
        assertThat(response.get().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void answers503ToAnImageThatWaitedTooLong() throws Exception {
    byte[] image = TestImages.encoded(".png", 60, 40);
    Duration wait = Duration.ofSeconds(2); // the first images, too, must begin within it
    Limits hasty = new Limits(LONG, LONG, LONG, LONG, LONG, wait, 256, 50_000_000, 64, 10_000_000);
    try (TestServer server = server(hasty)) {
      server.classifier.shut();
      List<Future<HttpResponse<byte[]>>> early = new ArrayList<>();
      for (int i = 0; i < TestServer.THREADS; i++) {
        early.add(later(() -> server.post("/api/predict", image)));
        server.awaitMetric("emotion_active_pictures", i + 1);
      }
      Future<HttpResponse<byte[]>> late = later(() -> server.post("/api/predict", image));
      server.awaitMetric("emotion_queue_pictures", 1);
      Thread.sleep(wait.toMillis() + 1); // the time itself is what is tested
      server.classifier.open();

      for (Future<HttpResponse<byte[]>> response : early) {
        assertThat(response.get().statusCode()).isEqualTo(200);
      }
      assertThat(late.get().statusCode()).isEqualTo(503);
      assertThat(late.get().headers().firstValue("Retry-After")).contains("1");
    }
  }

  @Test
  void answers503WhenTheImagesOfAllTogetherAreTooLarge() throws Exception {
    Limits little = new Limits(LONG, LONG, LONG, LONG, LONG, LONG, 256, 50_000_000, 64, 1_500);
    try (TestServer server = server(little)) {
      Socket first = server.say(POST + "\r\n" + "x".repeat(900));
      server.awaitMetric("emotion_upload_bytes", 900);

      HttpResponse<byte[]> refused = server.post("/api/predict", new byte[1_000]);

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      first.close();
      server.awaitMetric("emotion_upload_bytes", 0);
      assertWorks(server);
    }
  }

  @Test
  void takesNewConnectionsOnlyBelowTheLimit() throws Exception {
    Limits three = new Limits(LONG, LONG, LONG, LONG, LONG, LONG, 3, 50_000_000, 64, 10_000_000);
    List<Socket> sockets = new ArrayList<>();
    try (TestServer server = server(three)) {
      for (int i = 0; i < 6; i++) {
        sockets.add(server.say("GET / HT"));
      }
      try (Socket late = server.say(LAST_HEALTH)) {
        late.setSoTimeout(500);
        assertThatThrownBy(() -> late.getInputStream().read())
            .as("there is no room for it")
            .isInstanceOf(SocketTimeoutException.class);
        for (Socket socket : sockets) {
          socket.close();
        }
        late.setSoTimeout(30_000);
        assertThat(hear(late)).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void closesIdleConnectionsForOthersOnceAllAreTaken() throws Exception {
    Limits three = new Limits(LONG, SHORT, LONG, LONG, LONG, LONG, 3, 50_000_000, 64, 10_000_000);
    List<Socket> idle = new ArrayList<>();
    try (TestServer server = server(three)) {
      for (int i = 0; i < 3; i++) {
        Socket socket = server.say(HEALTH + "\r\n");
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        idle.add(socket);
      }
      try (Socket next = server.say(LAST_HEALTH)) {
        assertThat(hear(next)).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** An image that waits longer than its connection may be idle gets its answer all the same. */
  @Test
  void answersWhatTakesLongerThanAnIdleConnectionMayLive() throws Exception {
    byte[] image = TestImages.encoded(".png", 60, 40);
    Limits one = new Limits(SHORT, SHORT, LONG, LONG, LONG, LONG, 1, 50_000_000, 64, 10_000_000);
    try (TestServer server = server(one)) {
      server.classifier.shut();
      Future<HttpResponse<byte[]>> slow = later(() -> server.post("/api/predict", image));
      Thread.sleep(4 * SHORT.toMillis()); // the time itself is what is tested
      assertThat(slow.isDone()).isFalse();
      server.classifier.open();
      assertThat(slow.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void finishesWhatIsUnderWayWhenItStops() throws Exception {
    TestServer server = server(patient());
    server.classifier.shut();
    byte[] image = TestImages.encoded(".png", 60, 40);
    Future<HttpResponse<byte[]>> underWay = later(() -> server.post("/api/predict", image));
    server.awaitMetric("emotion_active_pictures", 1);

    Future<?> stopped =
        later(
            () -> {
              server.server().close();
              return null;
            });
    while (accepts(server)) {
      Thread.sleep(1); // unlike spinning, a time-out can end it
    }
    assertThat(underWay.isDone()).isFalse();
    server.classifier.open();

    assertThat(underWay.get().statusCode()).isEqualTo(200);
    stopped.get();
  }

  /** Where one of too many closes, Jetty gives the others all their time again. */
  @Test
  void doesNotWaitForIdleConnectionsWhenItStops() throws Exception {
    Limits two = new Limits(LONG, LONG, LONG, LONG, LONG, LONG, 2, 50_000_000, 64, 10_000_000);
    TestServer server = server(two);
    Socket first = server.say(HEALTH + "\r\n");
    try (Socket second = server.say(HEALTH + "\r\n")) {
      assertThat(first.getInputStream().read()).isEqualTo('H');
      assertThat(second.getInputStream().read()).isEqualTo('H');
      long start = System.nanoTime();
      Future<?> stopped =
          later(
              () -> {
                server.close();
                return null;
              });
      Thread.sleep(300); // Jetty has shortened their time by now
      first.close();
      stopped.get();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
  }

  private static boolean accepts(TestServer server) throws IOException {
    try {
      server.say("").close();
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (SocketException reset) {
      // Its connection was waiting to be accepted when the server closed.
      return true;
    }
  }
}
