package dev.emotion.cli.serve.page;

import dev.emotion.cli.serve.EmotionServer;
import dev.emotion.cli.serve.ServeSettings;
import dev.emotion.cli.serve.ServedModel;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.explain.Explainer;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** A server in this JVM, with the bundled model, that a test can stop and start again. */
final class ServedPage implements AutoCloseable {
  private final EmotionModel model = EmotionModel.bundled();
  private final Explainer explainer = Explainer.open(ModelSource.of(ModelSource.BUNDLED));
  private final BlazeFaceDetector detector = new BlazeFaceDetector();
  private final int maxUpload;
  private final String token;
  private int port;
  private EmotionServer server;

  /**
   * Starts.
   *
   * @param maxUpload in bytes
   * @param token empty for none
   */
  ServedPage(int maxUpload, String token) throws IOException {
    this.maxUpload = maxUpload;
    this.token = token;
    start();
  }

  /** Starts again, at the same address. */
  void start() throws IOException {
    server =
        new EmotionServer(
            new ServeSettings("127.0.0.1", port, maxUpload, Set.of(), token),
            new ServedModel(
                "bundled model", model.manifest(), model, Optional.of(explainer), detector, 2));
    server.start();
    port = URI.create(server.address()).getPort();
  }

  void stop() {
    server.close();
  }

  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  @Override
  public void close() {
    server.close();
    explainer.close();
    detector.close();
    model.close();
  }
}
