package dev.emotion.cli.serve;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.system.BuildInfo;
import dev.emotion.system.ProcessMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * The HTTP server: the page, and the API behind it. A request goes through {@link MeteredHandler}
 * (counts), {@link AccessHandler} (who may), and to what its path leads: an endpoint or a file of
 * the page.
 */
public final class EmotionServer implements AutoCloseable {
  /** Threads that move bytes; recognition has its own. */
  private static final int HTTP_THREADS = 16;

  /** How long requests under way may take when the server stops. */
  private static final long STOP_MILLISECONDS = 30_000;

  private static final Logger LOG = LogManager.getLogger(EmotionServer.class);

  private final ServeSettings settings;
  private final Limits limits;
  private final Metrics metrics = new Metrics();
  private final PredictionService service;
  private final BodyReader.Bounds bodies;
  private final Server server;
  private final ServerConnector connector;
  private final SlowClients slowClients;

  /**
   * A server, not started yet.
   *
   * @param settings where and how
   * @param model what to recognise with
   */
  public EmotionServer(ServeSettings settings, ServedModel model) {
    this(settings, model, Limits.defaults(settings.maxUpload()));
  }

  EmotionServer(ServeSettings settings, ServedModel model, Limits limits) {
    this.settings = settings;
    this.limits = limits;
    this.service = new PredictionService(model, limits, metrics);
    UploadMemory memory = new UploadMemory(limits.uploadBytes());
    this.bodies = new BodyReader.Bounds(settings.maxUpload(), memory, limits.body());
    metrics.gauge("emotion_upload_bytes", "Bytes of images in memory.", memory::held);
    metrics.gauge(
        "process_resident_memory_bytes",
        "Memory of the process, native and Java.",
        ProcessMemory::residentBytes);
    QueuedThreadPool pool = new QueuedThreadPool(HTTP_THREADS, 4);
    pool.setName("emotion-http");
    this.server = new Server(pool, new ScheduledExecutorScheduler("emotion-timer", true), null);
    this.connector = connector();
    this.slowClients = new SlowClients(connector, limits);
    server.addConnector(connector);
    server.setStopTimeout(STOP_MILLISECONDS);
    server.setErrorHandler(EmotionServer::unreadable);
    Map<String, Handler> endpoints = endpoints(model);
    PathMappingsHandler paths = new PathMappingsHandler();
    endpoints.forEach(
        (path, endpoint) -> {
          paths.addMapping(PathSpec.from(path), endpoint);
          paths.addMapping(PathSpec.from(path + "/"), endpoint); // as many clients write it
        });
    server.setHandler(
        new GracefulHandler(
            new MeteredHandler(
                metrics,
                endpoints.keySet(),
                new AccessHandler(
                    new Access(settings),
                    new Handler.Sequence(paths, new EndpointHandler("GET", new PageFiles()))))));
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    made.setHost(settings.host());
    made.setPort(settings.port());
    made.setIdleTimeout(limits.idle().toMillis());
    NetworkConnectionLimit most = new NetworkConnectionLimit(limits.connections(), made);
    most.setEndPointIdleTimeout(limits.idleWhenFull().toMillis());
    made.addBean(most);
    return made;
  }

  private Map<String, Handler> endpoints(ServedModel model) {
    JsonObject healthy = new JsonObject();
    healthy.addProperty("status", "ok");
    Map<String, Handler> endpoints = new HashMap<>();
    endpoints.put(
        "/api/predict",
        new EndpointHandler("POST", new PredictEndpoint(service, bodies, limits.pixels())));
    endpoints.put(
        "/analyze",
        new EndpointHandler("POST", new AnalyzeEndpoint(service, bodies, limits.pixels())));
    endpoints.put("/api/model", get(card(model)));
    endpoints.put("/health", get(healthy));
    endpoints.put("/openapi.json", get(description()));
    endpoints.put(
        "/metrics",
        new EndpointHandler(
            "GET",
            (request, response, callback) ->
                Responses.bytes(
                    response,
                    callback,
                    HttpStatus.OK_200,
                    Metrics.TYPE,
                    metrics.text().getBytes(StandardCharsets.UTF_8))));
    return endpoints;
  }

  private static Handler get(JsonObject json) {
    return new EndpointHandler(
        "GET",
        (request, response, callback) ->
            Responses.json(response, callback, HttpStatus.OK_200, json));
  }

  /** What the model says about itself, and what this server takes. */
  private JsonObject card(ServedModel model) {
    JsonObject card = model.manifest().toJson();
    card.addProperty("name", model.name());
    card.addProperty("version", BuildInfo.read().version());
    card.addProperty("maxUploadBytes", settings.maxUpload());
    card.addProperty("maxPixels", limits.pixels());
    return card;
  }

  private static JsonObject description() {
    try (InputStream in = EmotionServer.class.getResourceAsStream("openapi.json")) {
      JsonObject description =
          JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .getAsJsonObject();
      description.getAsJsonObject("info").addProperty("version", BuildInfo.read().version());
      return description;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Jetty finds wrong before a handler sees it: damaged or too long heads. */
  private static boolean unreadable(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    AccessHandler.setSecurityHeaders(response);
    Responses.error(
        request, response, callback, new HttpError(status, HttpStatus.getMessage(status)));
    return true;
  }

  /**
   * Starts to answer.
   *
   * @throws IOException if the address can't be listened on; the message says which
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException | UnresolvedAddressException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      String found =
          reason instanceof UnresolvedAddressException ? "no such host" : reason.getMessage();
      BindException fault =
          new BindException(
              "can't listen on "
                  + settings.host()
                  + " port "
                  + settings.port()
                  + ": "
                  + found
                  + ", expected a free port of this machine (--port 0 takes one)");
      fault.initCause(e);
      throw fault;
    } catch (Exception e) { // Jetty declares no less
      throw new IllegalStateException(e);
    }
    everySecond(slowClients);
    service.warmUp();
  }

  /** Until the server's timer stops. */
  private void everySecond(Runnable task) {
    task.run();
    server.getScheduler().schedule(() -> everySecond(task), 1, TimeUnit.SECONDS);
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

  /** Takes no more requests, finishes those under way (in 30 s at most), and stops. */
  @Override
  public void close() {
    // Jetty's own time-out of idle connections is undone where one closes and there is room again.
    slowClients.stop();
    try {
      server.stop();
    } catch (TimeoutException e) {
      LOG.warn("requests under way were cut off after {} s", STOP_MILLISECONDS / 1000);
    } catch (Exception e) { // Jetty declares no less
      throw new IllegalStateException(e);
    } finally {
      service.close();
    }
  }
}
