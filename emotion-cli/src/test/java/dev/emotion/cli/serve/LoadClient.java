package dev.emotion.cli.serve;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Many clients at once, each posting one image after the other, and comparing every answer with the
 * one that the image got when nobody else asked. Run by hand:
 *
 * <pre>java -cp ... dev.emotion.cli.serve.LoadClient http://127.0.0.1:8080 32 60 IMAGE...</pre>
 */
final class LoadClient {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;
  private final Map<Path, byte[]> images = new LinkedHashMap<>();
  private final Map<Path, JsonObject> expected = new LinkedHashMap<>();

  /**
   * How it went.
   *
   * @param milliseconds of each answer, sorted
   * @param errors answers with another status than 200
   * @param different answers that were not the expected ones
   * @param seconds from the first to the last
   */
  record Result(List<Double> milliseconds, int errors, int different, double seconds) {

    /** The time below which a share of the answers came. */
    double quantile(double share) {
      int index = (int) Math.ceil(share * milliseconds.size()) - 1;
      return milliseconds.get(Math.max(0, index));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d answers in %.1f s (%.1f/s), %d errors, %d different; p50 %.0f ms, p99 %.0f ms,"
              + " longest %.0f ms",
          milliseconds.size(),
          seconds,
          milliseconds.size() / seconds,
          errors,
          different,
          quantile(0.5),
          quantile(0.99),
          quantile(1));
    }
  }

  private record Answer(int status, JsonObject json, double milliseconds) {}

  /**
   * A client that asks once for each image, alone, to know the answers.
   *
   * @param server its address
   * @param files the images
   */
  LoadClient(URI server, List<Path> files) throws IOException, InterruptedException {
    this.server = server;
    for (Path file : files) {
      images.put(file, Files.readAllBytes(file));
      Answer answer = post(file);
      if (answer.status != 200) {
        throw new IOException(file + ": " + answer.json);
      }
      expected.put(file, answer.json);
    }
  }

  /** What each image's answer is, without the time. */
  Map<Path, JsonObject> expected() {
    return Collections.unmodifiableMap(expected);
  }

  private Answer post(Path file) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/predict"))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(images.get(file)))
            .build();
    long start = System.nanoTime();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    double milliseconds = (System.nanoTime() - start) / 1e6;
    JsonObject json = JsonParser.parseString(response.body()).getAsJsonObject();
    json.remove("milliseconds");
    return new Answer(response.statusCode(), json, milliseconds);
  }

  /**
   * Lets many ask.
   *
   * @param clients how many at once
   * @param least how many images each of them asks for at the least
   * @param time how long they go on
   * @return how it went
   */
  Result run(int clients, int least, Duration time)
      throws InterruptedException, ExecutionException {
    List<Path> files = new ArrayList<>(images.keySet());
    List<Double> milliseconds = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger errors = new AtomicInteger();
    AtomicInteger different = new AtomicInteger();
    long start = System.nanoTime();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int first = i * 7; // so that different images meet
      tasks.add(
          () -> {
            for (int n = 0; n < least || System.nanoTime() - start < time.toNanos(); n++) {
              Path file = files.get((first + n) % files.size());
              Answer answer = post(file);
              milliseconds.add(answer.milliseconds);
              if (answer.status != 200) {
                errors.incrementAndGet();
              } else if (!answer.json.equals(expected.get(file))) {
                different.incrementAndGet();
              }
            }
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      for (Future<Void> client : threads.invokeAll(tasks)) {
        client.get();
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(
        milliseconds.stream().sorted().toList(), errors.get(), different.get(), seconds);
  }

  /** The server's memory in MB, as it says itself. */
  private long megabytes() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("process_resident_memory_bytes "))
        .mapToLong(line -> Long.parseLong(line.split(" ", 2)[1]) / 1_000_000)
        .findFirst()
        .orElseThrow();
  }

  /**
   * A run by hand; the time is cut in six, to see whether the memory grows.
   *
   * @param args address, clients, seconds, image files
   */
  public static void main(String[] args) throws Exception {
    List<Path> files = Stream.of(args).skip(3).map(Path::of).toList();
    LoadClient client = new LoadClient(URI.create(args[0]), files);
    int clients = Integer.parseInt(args[1]);
    Duration sixth = Duration.ofSeconds(Integer.parseInt(args[2])).dividedBy(6);
    System.out.println(files.size() + " images, " + client.megabytes() + " MB");
    for (int i = 0; i < 6; i++) {
      System.out.println(client.run(clients, 1, sixth) + "; " + client.megabytes() + " MB");
    }
  }
}
