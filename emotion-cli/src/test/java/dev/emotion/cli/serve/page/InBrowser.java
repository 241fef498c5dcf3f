package dev.emotion.cli.serve.page;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server, and a browser whose camera shows a clip: one of each for the tests of a class. */
abstract class InBrowser {
  static final int MAX_UPLOAD = 3_000_000;

  /** A folder for all tests of a class. */
  @TempDir static Path shared;

  static ServedPage server;
  static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    server = new ServedPage(MAX_UPLOAD, "");
    browser = Browser.start(Pictures.clip(shared.resolve("clip.mjpeg")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) { // it may not have started
      browser.close();
      browser = null;
    }
    if (server != null) {
      server.close();
      server = null;
    }
  }

  /** Loads the page anew, and waits until it has found its server. */
  static void load() {
    browser.load(server.address());
    browser.await("document.getElementById('connection').textContent === 'connected'");
  }
}
