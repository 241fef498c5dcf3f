package dev.emotion.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emotion.VideoException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Videos at addresses: a server of this process plays the good and the bad ones. */
@Timeout(60)
class StreamTest {
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  /** What a path answers. */
  private interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  private String serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer.send(exchange);
          }
        });
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static void sendWhole(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static VideoSource.Stream stream(String url, Duration reconnect) {
    return new VideoSource.Stream(url, Duration.ZERO, Optional.empty(), TimeBase.VIDEO, reconnect);
  }

  private static FrameSource open(String url) {
    return stream(url, Duration.ZERO).open(notice -> {});
  }

  private static void assertRefused(String url, String found) {
    assertThatThrownBy(() -> open(url))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith(url + ": " + found)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void readsAVideoOfKnownLengthLikeAFile() throws IOException {
    byte[] clip = Files.readAllBytes(TestClip.mp4(folder.resolve("clip.mp4"), 30));
    String url = serve("/clip.mp4", exchange -> sendWhole(exchange, clip));
    try (FrameSource source = open(url)) {
      assertThat(source.info().live()).isFalse();
      assertThat(source.info().duration()).contains(Duration.ofMillis(1200));
      assertThat(TestClip.times(source)).hasSize(30).endsWith(1160L);
      assertThat(source.damage()).isEmpty();
    }
  }

  @Test
  void givesTheFramesOfABrokenDownload() throws IOException {
    Path file = TestClip.mp4(folder.resolve("clip.mp4"), 100);
    byte[] clip = Files.readAllBytes(TestClip.cutWithIndexInFront(file, 1));
    String url =
        serve(
            "/clip.mp4",
            exchange -> {
              exchange.sendResponseHeaders(200, clip.length);
              exchange.getResponseBody().write(clip, 0, clip.length * 6 / 10);
              exchange.getResponseBody().flush();
            });
    try (FrameSource source = open(url)) {
      assertThat(TestClip.times(source)).hasSizeBetween(20, 85);
      assertThat(source.damage().orElseThrow())
          .hasMessageContaining("clip.mp4: reading broke off at ");
    }
  }

  /** Ten frames of a video of unknown length, one every 100 ms of its time. */
  private static void sendTenFrames(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(TestClip.y4m(10));
    }
  }

  @Test
  void callsAVideoOfUnknownLengthLive() {
    String url = serve("/live", StreamTest::sendTenFrames);
    try (FrameSource source = open(url)) {
      assertThat(source.info().live()).isTrue();
      assertThat(source.info().duration()).isEmpty();
      assertThat(TestClip.times(source)).hasSize(10).startsWith(0L, 100L).endsWith(900L);
    }
  }

  @Test
  void refusesToStartALiveStreamLater() {
    String url = serve("/camera", StreamTest::sendTenFrames);
    VideoSource later =
        new VideoSource.Stream(
            url, Duration.ofSeconds(60), Optional.empty(), TimeBase.VIDEO, Duration.ZERO);
    assertThatThrownBy(() -> later.open(notice -> {}))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("a live stream, which begins now");
  }

  /** Ten frames as a network camera sends them. */
  private static void sendAsCamera(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace;boundary=next");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int i = 0; i < 10; i++) {
        byte[] jpeg = TestClip.jpeg(i);
        String header =
            "--next\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n";
        body.write(header.getBytes(StandardCharsets.US_ASCII));
        body.write(jpeg);
        body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void getsALiveStreamBackAndSaysSo() {
    AtomicInteger calls = new AtomicInteger();
    String url =
        serve(
            "/live",
            exchange -> {
              // There, away twice, there again, and gone for good.
              int call = calls.incrementAndGet();
              if (call == 1 || call == 4) {
                sendAsCamera(exchange);
              } else {
                exchange.sendResponseHeaders(503, -1);
              }
            });
    List<String> notices = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    try (FrameSource source = stream(url, Duration.ofSeconds(8)).open(notices::add);
        VideoFrame frame = new VideoFrame()) {
      for (int i = 0; i < 20; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(frame.index()).isEqualTo(i);
        times.add(frame.timeMicros());
      }
      assertThat(times).isSorted();
      // The break is in the times: at least the three pauses between the attempts.
      assertThat(times.get(10) - times.get(9)).isGreaterThan(1_000_000);
      assertThat(notices)
          .hasSize(2)
          .satisfies(
              lines -> {
                assertThat(lines.get(0)).matches("dropped \\(.*\\); trying for 8 s to get it back");
                assertThat(lines.get(1)).matches("back after \\d+\\.\\d s");
              });
    }
  }

  /** A camera that is there once, and gone for good. */
  private String serveOnce(AtomicInteger calls) {
    return serve(
        "/live",
        exchange -> {
          if (calls.getAndIncrement() == 0) {
            sendAsCamera(exchange);
          } else {
            exchange.sendResponseHeaders(503, -1);
          }
        });
  }

  @Test
  void triesNoLongerThanTheTimeThatIsWanted() {
    AtomicInteger calls = new AtomicInteger();
    String url = serveOnce(calls);
    VideoSource.Stream wanted =
        new VideoSource.Stream(
            url,
            Duration.ZERO,
            Optional.of(Duration.ofSeconds(3)),
            TimeBase.VIDEO,
            Duration.ofSeconds(100));
    long start = System.nanoTime();
    try (FrameSource source = wanted.open(notice -> {})) {
      assertThat(TestClip.times(source)).hasSize(10);
      assertThat(source.damage()).isPresent();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void givesUpWhenTheTimeToReconnectIsOver() {
    AtomicInteger calls = new AtomicInteger();
    String url = serveOnce(calls);
    try (FrameSource source = stream(url, Duration.ofSeconds(1)).open(notice -> {})) {
      assertThat(TestClip.times(source)).hasSize(10);
      assertThat(source.damage().orElseThrow())
          .hasMessage(url + ": it ended, expected a stream that goes on");
    }
    assertThat(calls.get()).as("attempts").isGreaterThan(1);
  }

  @Test
  void isDoneWhenAStreamEndsThatIsNotToBeReconnected() {
    String url = serve("/live", StreamTest::sendAsCamera);
    try (FrameSource source = open(url)) {
      assertThat(TestClip.times(source)).hasSize(10);
      assertThat(source.damage()).isEmpty();
    }
  }

  @Test
  void stopsReadingWhenTheThreadIsInterrupted() throws InterruptedException {
    String url =
        serve(
            "/live",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(TestClip.y4m(10));
              exchange.getResponseBody().flush();
              try {
                Thread.sleep(60_000); // goes on, but not soon
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try (FrameSource source = stream(url, Duration.ofMinutes(1)).open(notice -> {})) {
      CountDownLatch under = new CountDownLatch(5);
      Thread reader =
          new Thread(
              () -> {
                try (VideoFrame frame = new VideoFrame()) {
                  while (source.read(frame)) {
                    under.countDown();
                  }
                }
              });
      reader.start();
      assertThat(under.await(30, TimeUnit.SECONDS)).isTrue();
      TimeUnit.MILLISECONDS.sleep(300); // now it waits for the eleventh frame
      long start = System.nanoTime();
      reader.interrupt();
      reader.join(30_000);
      // It would wait for seven seconds, and then try to reconnect for a minute.
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
      assertThat(source.damage()).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNotThere() throws IOException {
    assertRefused(serve("/none.mp4", e -> e.sendResponseHeaders(404, -1)), "Server returned 404");
    assertRefused("http://no.such.host.invalid/x.mp4", "unknown host no.such.host.invalid");
    assertRefused("foo://bar/x", "an address that begins with foo");
    int freePort;
    try (ServerSocket socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    assertRefused("http://127.0.0.1:" + freePort + "/x.mp4", "Connection refused");
    assertRefused("rtsp://127.0.0.1:" + freePort + "/x", "Connection refused");
  }

  @Test
  void doesNotWaitForAServerThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      assertRefused("http://127.0.0.1:" + silent.getLocalPort() + "/x", "no answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void readsNoFileOfThisMachineForAPlaylist() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 10);
    String playlist =
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n" + clip.toUri() + "\n#EXT-X-ENDLIST\n";
    byte[] bytes = playlist.getBytes(StandardCharsets.UTF_8);
    assertRefused(serve("/list.m3u8", exchange -> sendWhole(exchange, bytes)), "");
  }

  @Test
  void keepsThePasswordOutOfTheMessage() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    assertThatThrownBy(() -> open("http://me:secret@127.0.0.1:" + freePort + "/x.mp4"))
        .isInstanceOf(VideoException.class)
        .message()
        .doesNotContain("secret");
  }
}
