package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What axe-core (MPL 2.0) finds wrong with the page for users with disabilities: nothing. The
 * script is in the jar that its authors make for Selenium, of which nothing else is used.
 */
@NeedsChromium
class AxeTest {
  private static String axe;
  private static Browser browser;
  private static ServedPage server;
  private static Path video;
  @TempDir private static Path temp;

  @BeforeAll
  static void start() throws IOException {
    try (InputStream script = AxeTest.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
    server = new ServedPage(10_000_000, "");
    browser = Browser.start(Pictures.clip(temp.resolve("clip.mjpeg")));
    browser.load(server.address());
    video = Recording.webm(browser, temp.resolve("talk.webm"), 2, 0);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
  void findsNothing(int width, String scheme) throws IOException {
    browser.resize(width, 844, width < 500);
    browser.prefer(scheme);
    browser.load(server.address());
    browser.await("document.getElementById('accuracy').textContent !== ''");
    browser.devTools("Runtime.evaluate", Map.of("expression", axe));
    check("start");
    browser.evaluate("!!(document.querySelector('details').open = true)");

    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    browser.click("#picture-why");
    browser.await("document.querySelector('#picture-why-maps img').naturalWidth > 900");
    check("a picture");

    choose(Pictures.twoFaces(temp.resolve("two.png")));
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 2");
    browser.click("#zoom :last-child");
    check("two faces, two pictures, one of them closely");

    choose(Files.writeString(temp.resolve("letter.jpg"), "Dear Sir or Madam"));
    browser.await("document.querySelector('#picture-message.failed')?.checkVisibility()");
    check("not a picture");

    browser.click("#clip-tab");
    check("no video");
    browser.type("#clip-file", video.toString());
    browser.await("document.querySelectorAll('#clip-boxes .box').length === 1");
    check("a video");

    browser.click("#webcam-tab");
    check("the camera off");
    browser.click("#webcam-start");
    browser.await("document.querySelectorAll('#webcam-boxes .box').length === 1");
    check("the camera on");
  }

  /** So that the silence of the others means something. */
  @Test
  void findsAButtonWithoutAName() {
    browser.load(server.address());
    browser.devTools("Runtime.evaluate", Map.of("expression", axe));
    browser.evaluate("document.body.append(document.createElement('button'))");

    assertThat(violations()).contains("button-name");
  }

  private static void choose(Path picture) {
    browser.type("#files", picture.toString());
  }

  private static void check(String state) {
    assertThat(violations()).as(state).isEqualTo("[]");
  }

  /** As JSON: the rule, and the elements that break it. */
  private static String violations() {
    browser.evaluate(
        """
        !!(window.found = null, axe.run().then(({ violations }) => (window.found = violations
            .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => [id, html, any[0]?.message])))))
        """);
    browser.await("window.found !== null");
    JsonElement found = browser.evaluate("window.found");
    return found.toString();
  }
}
