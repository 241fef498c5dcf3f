package dev.emotion.cli.serve.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Reads the webcam tab's own speed once a second, while the camera shows a file. Not one of the
 * tests; run it by name:
 *
 * <pre>
 *   mvn test -Dtest=PageSpeed -Dsurefire.failIfNoSpecifiedTests=false -Demotion.camera=FILE.mjpeg
 * </pre>
 */
@NeedsChromium
class PageSpeed {
  private static final int SECONDS = 20;

  @Test
  void read() throws IOException, InterruptedException {
    String camera = System.getProperty("emotion.camera");
    assumeTrue(camera != null, "skipped: no -Demotion.camera=FILE.mjpeg");
    try (ServedPage server = new ServedPage(10_000_000, "");
        Browser browser = Browser.start(Path.of(camera))) {
      browser.load(server.address());
      browser.await("document.getElementById('connection').textContent === 'connected'");
      browser.click("#webcam-tab");
      browser.click("#webcam-start");
      browser.await("document.querySelectorAll('#webcam-boxes .box').length > 0");
      for (int second = 0; second < SECONDS; second++) {
        Thread.sleep(1000);
        System.out.println(browser.text("#webcam-rate"));
      }
    }
  }
}
