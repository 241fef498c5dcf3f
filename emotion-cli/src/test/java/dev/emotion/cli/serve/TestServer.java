package dev.emotion.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.WholeImageDetector;
import dev.emotion.model.ModelManifest;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server on a free port, with a classifier that needs no network: every image is one face, and
 * the answer is always the same. It waits for a gate, which is open unless a test shuts it.
 */
final class TestServer implements AutoCloseable {
  static final ServeSettings PLAIN = new ServeSettings("127.0.0.1", 0, 1_000_000, Set.of(), "");
  static final Limits GENEROUS = Limits.defaults(PLAIN.maxUpload());

  /** How many images it works on at once. */
  static final int THREADS = 2;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final GatedClassifier classifier = new GatedClassifier();
  private final EmotionServer server;
  private final String address;

  /** Always neutral; as slow as a test wants. */
  static final class GatedClassifier implements FaceClassifier {
    private volatile CountDownLatch gate = new CountDownLatch(0);

    void shut() {
      gate = new CountDownLatch(1);
    }

    void open() {
      gate.countDown();
    }

    @Override
    public EmotionClasses classes() {
      return EmotionClasses.FER2013;
    }

    @Override
    public int side() {
      return 48;
    }

    @Override
    public List<EmotionScores> classify(List<FacePixels> faces) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return faces.stream()
          .map(face -> EmotionScores.of(classes(), new double[] {0, 0, 0, 0, 0, 0.25, 0.75}))
          .toList();
    }
  }

  TestServer() throws IOException {
    this(PLAIN, GENEROUS);
  }

  TestServer(ServeSettings settings, Limits limits) throws IOException {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            InputSpec.DEFAULT,
            new NetworkSettings(Architecture.MINI, 1, 0),
            0,
            new TreeMap<>(Map.of("data.name", "faces.csv")),
            new TreeMap<>());
    server =
        new EmotionServer(
            settings,
            new ServedModel(
                "test", manifest, classifier, Optional.empty(), new WholeImageDetector(), THREADS),
            limits);
    server.start();
    address = server.address();
  }

  String address() {
    return address;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static JsonObject json(HttpResponse<byte[]> response) {
    return JsonParser.parseString(text(response)).getAsJsonObject();
  }

  /** The value of a line of {@code /metrics}; 0 where there is none. */
  long metric(String name) throws IOException, InterruptedException {
    return text(get("/metrics"))
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Waits until a metric has a value, a minute at most. */
  void awaitMetric(String name, long value) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    long found = metric(name);
    while (found != value) {
      assertThat(System.nanoTime())
          .as("%s is %d, not %d, for a minute", name, found, value)
          .isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
      found = metric(name);
    }
  }

  /** Says something in one's own words, and leaves the connection open. */
  Socket say(String words) throws IOException {
    URI address = URI.create(address());
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(30_000);
    OutputStream out = socket.getOutputStream();
    out.write(words.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return socket;
  }

  /** All that comes until the server closes the connection. */
  static String hear(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  EmotionServer server() {
    return server;
  }

  @Override
  public void close() {
    classifier.open();
    server.close();
  }
}
