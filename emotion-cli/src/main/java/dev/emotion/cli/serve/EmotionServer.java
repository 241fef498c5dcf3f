package dev.emotion.cli.serve;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.network.ModelManifest;
import dev.emotion.recognize.EmotionRecognizer;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: the page, and the API behind it. */
public final class EmotionServer implements AutoCloseable {
  /** Threads that move bytes; recognition has its own. */
  private static final int HTTP_THREADS = 16;

  /** A connection on which nothing moves for so long is closed. */
  private static final long IDLE_MILLISECONDS = 30_000;

  /** How long requests under way may take when the server stops. */
  private static final long STOP_MILLISECONDS = 30_000;

  private final Server server;
  private final ServerConnector connector;
  private final PredictionService service;
  private final ServeSettings settings;

  /**
   * A server, not started yet.
   *
   * @param settings where and how
   * @param recognizer thread-safe; stays the caller's
   * @param threads how many pictures to work on at once, at least 1
   * @param model what the model says about itself
   * @param modelName how to call the model
   */
  public EmotionServer(
      ServeSettings settings,
      EmotionRecognizer recognizer,
      int threads,
      ModelManifest model,
      String modelName) {
    this.settings = settings;
    this.service = new PredictionService(recognizer, threads);
    QueuedThreadPool pool = new QueuedThreadPool(HTTP_THREADS, 4);
    pool.setName("emotion-http");
    this.server = new Server(pool);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE_MILLISECONDS);
    server.addConnector(connector);
    server.setStopTimeout(STOP_MILLISECONDS);
    JsonObject card = JsonParser.parseString(model.toJson()).getAsJsonObject();
    card.addProperty("name", modelName);
    server.setHandler(new GracefulHandler(new AccessHandler(routes(card))));
  }

  private Routes routes(JsonObject card) {
    JsonObject healthy = new JsonObject();
    healthy.addProperty("status", "ok");
    return new Routes(
        Map.of(
            "/api/predict",
            new Routes.Route("POST", new PredictEndpoint(service, settings.maxUpload())),
            "/api/model",
            get(card),
            "/health",
            get(healthy)),
        new PageFiles());
  }

  private static Routes.Route get(JsonObject json) {
    return new Routes.Route(
        "GET",
        (request, response, callback) -> Answers.json(response, callback, HttpStatus.OK_200, json));
  }

  /**
   * Starts to answer.
   *
   * @throws IOException if the address can't be listened on; the message says which
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // Jetty declares no less
      throw new IllegalStateException(e);
    }
  }

  /**
   * Where it answers.
   *
   * @return such as {@code http://127.0.0.1:8080}; the port is the real one once started
   */
  public String address() {
    String host = settings.host();
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "http://" + name + ":" + connector.getLocalPort();
  }

  /** Takes no more requests, finishes those under way, and stops. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no less
      throw new IllegalStateException(e);
    } finally {
      service.close();
    }
  }
}
