package dev.emotion.cli.serve.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the pictures in {@code docs/screenshots}. Not one of the tests; run it by name:
 *
 * <pre>
 *   mvn test -Dtest=PageScreenshots -Dsurefire.failIfNoSpecifiedTests=false -Demotion.screenshots=FOLDER
 * </pre>
 */
@NeedsChromium
class PageScreenshots {
  private static final int TIMELINE_SECONDS = 25;

  @TempDir private Path temp;
  private Path folder;
  private Browser browser;

  @Test
  void take() throws IOException {
    String property = System.getProperty("emotion.screenshots");
    assumeTrue(property != null, "skipped: no -Demotion.screenshots=FOLDER");
    folder = Files.createDirectories(Path.of(property));
    try (Browser opened = Browser.start(Pictures.clip(temp.resolve("clip.mjpeg")));
        ServedPage server = new ServedPage(10_000_000, "")) {
      browser = opened;
      browser.resize(1040, 760, false);
      browser.prefer("light");
      browser.load(server.address());
      browser.await("document.getElementById('connection').textContent === 'connected'");
      save("start");

      read(SampleImage.path());
      save("picture");
      closer(4);
      save("closer");
      browser.click("#zoom :nth-child(2)");

      Path video = Recording.webm(browser, temp.resolve("astronaut.webm"), 5, 1);
      browser.click("#clip-tab");
      save("video-start");
      browser.type("#clip-file", video.toString());
      browser.await("/^\\d+ frames read$/.test(document.getElementById('clip-read').textContent)");
      browser.evaluate(
          """
          !!((slider) => {
            slider.value = 3;
            slider.dispatchEvent(new Event('input'));
          })(document.getElementById('clip-position'))
          """);
      browser.await("document.querySelectorAll('#clip-boxes .box').length === 1");
      browser.await("(window.seeked ??= Date.now()) + 1000 < Date.now()");
      save("video");
      browser.prefer("dark");
      browser.resize(1920, 1000, false);
      save("video-wide-dark");
      browser.resize(390, 844, true);
      save("video-phone-dark");
      browser.prefer("light");
      browser.resize(1040, 760, false);
      browser.click("#picture-tab");

      read(Files.writeString(temp.resolve("letter.jpg"), "Dear Sir or Madam"));
      browser.await("document.querySelector('#picture-message.failed')?.checkVisibility()");
      save("not-a-picture");

      browser.click("#webcam-tab");
      browser.click("#webcam-start");
      browser.await("document.querySelectorAll('#webcam-boxes .box').length === 1");
      browser.await("(window.since ??= Date.now()) + 1000 * " + TIMELINE_SECONDS + " < Date.now()");
      browser.prefer("dark");
      save("webcam-dark");
      browser.resize(390, 844, true);
      save("webcam-phone-dark");
      browser.prefer("light");

      browser.click("#picture-tab");
      browser.click(".thumbnail");
      save("picture-phone");

      browser.click("#picture-why");
      browser.await("document.querySelector('#picture-why-maps img').naturalWidth > 900");
      shoot("why-phone");
      browser.prefer("dark");
      browser.resize(1920, 1000, false);
      closer(3);
      save("closer-wide-dark");
      browser.prefer("light");
      browser.resize(1040, 760, false);
      browser.allowCamera(false);
      browser.click("#webcam-tab");
      browser.click("#webcam-start");
      browser.await("document.getElementById('webcam-title').innerText.includes('refused')");
      save("camera-refused");

      browser.click("#picture-tab");
      server.stop();
      browser.await("document.getElementById('banner').checkVisibility()");
      save("server-gone");
    }
  }

  private void closer(int steps) {
    for (int i = 0; i < steps; i++) {
      browser.click("#zoom :last-child");
    }
  }

  private void read(Path picture) {
    browser.type("#files", picture.toString());
    browser.await("[...document.querySelectorAll('.thumbnail')].every((t) => t.innerText !== '…')");
  }

  private void save(String name) throws IOException {
    browser.evaluate("!!window.scrollTo(0, 0)");
    shoot(name);
  }

  private void shoot(String name) throws IOException {
    browser.await(
        "[...document.images].every((image) => image.complete || !image.checkVisibility())");
    Files.write(folder.resolve(name + ".png"), browser.screenshot());
  }
}
