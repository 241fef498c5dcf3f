package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's webcam tab, in a real browser whose camera shows a clip with one happy face. */
@NeedsChromium
class WebcamTabTest extends InBrowser {
  private static final String ONE_FACE =
      "document.querySelectorAll('#webcam-boxes .box').length === 1";

  @TempDir private Path temp;

  @BeforeEach
  void open() {
    load();
    browser.click("#webcam-tab");
  }

  @AfterEach
  void leave() {
    browser.load("about:blank");
  }

  @Test
  void readsTheFaceLive() {
    browser.click("#webcam-start");

    browser.await(ONE_FACE);
    browser.await("document.querySelector('#webcam-panel .emotion')?.innerText.includes('happy')");
    browser.await("/^[1-9]\\d* frames\\/s/.test(document.getElementById('webcam-rate').innerText)");
    assertThat(browser.isShown("#webcam-hint")).isFalse();
  }

  /** The clip has the face in its left half. */
  @Test
  void showsPictureAndBoxAsAMirrorDoes() {
    browser.click("#webcam-start");

    browser.await(ONE_FACE);
    assertThat(
            browser
                .evaluate("getComputedStyle(document.getElementById('video')).transform")
                .getAsString())
        .isEqualTo("matrix(-1, 0, 0, 1, 0, 0)");
    double middle =
        browser
            .evaluate(
                """
                (() => {
                  const box = document.querySelector('#webcam-boxes .box').getBoundingClientRect();
                  const frame = document.getElementById('webcam-frame').getBoundingClientRect();
                  return (box.left + box.width / 2 - frame.left) / frame.width;
                })()
                """)
            .getAsDouble();
    // In the clip the face's middle is at (171 + 110 / 2 - 100) / 320 = 0.39 of the width.
    assertThat(middle).isBetween(0.55, 0.67);
  }

  @Test
  void drawsTheLastMinute() {
    browser.click("#webcam-start");

    // Happy's yellow, a few pixels from the right edge, in the middle of the height.
    browser.await(
        """
        (() => {
          const canvas = document.getElementById('timeline-canvas');
          if (canvas.width < 100) {
            return false;
          }
          const pixel = canvas.getContext('2d').getImageData(canvas.width - 3, canvas.height / 2, 1, 1);
          return [...pixel.data].join() === '242,200,50,255';
        })()
        """);
    browser.await(
        "document.getElementById('timeline-canvas').getAttribute('aria-label')"
            + ".includes('happy 100 %')");
  }

  @Test
  void tellsAScreenReaderOfAnEmotionThatStays() {
    browser.click("#webcam-start");

    browser.await("document.getElementById('announcer').textContent === 'happy'");
  }

  @Test
  void savesASnapshotAndTheNumbersInTheBrowser() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    browser.click("#webcam-start");
    browser.await(ONE_FACE);

    browser.click("#webcam-snapshot");
    browser.click("#webcam-start"); // stops; the numbers stay
    browser.click("#webcam-csv");

    List<String> lines = Files.readAllLines(Downloads.await(temp.resolve("emotion-webcam.csv")));
    assertThat(lines.get(0))
        .startsWith("seconds,face,x,y,width,height,emotion,confidence,angry")
        .endsWith(",neutral,score,roll");
    assertThat(lines.get(1)).matches("\\d+\\.\\d{3},1,\\d+,\\d+,\\d+,\\d+,happy,0\\.\\d+,.*");
    assertThat(Files.readAllBytes(Downloads.await(temp.resolve("emotion-snapshot.png"))))
        .startsWith(0x89, 'P', 'N', 'G');
  }

  /** Chosen in haste: one camera after the other, the first of which has not opened yet. */
  @Test
  void keepsTheNumbersWhereTheCameraIsChangedTwice() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    browser.click("#webcam-start");
    browser.await(ONE_FACE);
    browser.await("(window.since ??= Date.now()) + 1000 < Date.now()");
    browser.evaluate(
        """
        !((cameras) => {
          cameras.dispatchEvent(new Event('change'));
          cameras.dispatchEvent(new Event('change'));
        })(document.getElementById('cameras'))
        """);
    browser.await(ONE_FACE);
    browser.click("#webcam-csv");

    List<Double> seconds =
        Files.readAllLines(Downloads.await(temp.resolve("emotion-webcam.csv"))).stream()
            .skip(1)
            .map(line -> Double.valueOf(line.substring(0, line.indexOf(','))))
            .toList();
    assertThat(seconds).isSorted();
    assertThat(seconds.get(seconds.size() - 1) - seconds.get(0)).isGreaterThan(1);
  }

  @Test
  void opensTheChosenCameraAtStartOnly() {
    browser.click("#webcam-start");
    browser.await(ONE_FACE);
    browser.await("document.getElementById('cameras').value !== ''");
    browser.click("#webcam-start"); // stops
    browser.evaluate(
        """
        !((cameras, media) => {
          window.asked = [];
          media.getUserMedia = ({ video }) => {
            window.asked.push(video.deviceId.ideal);
            return Promise.reject(new DOMException('', 'NotFoundError'));
          };
          cameras.append(new Option('another', 'another', true, true));
          cameras.dispatchEvent(new Event('change'));
        })(document.getElementById('cameras'), navigator.mediaDevices)
        """);
    assertThat(browser.evaluate("window.asked.length").getAsInt()).isZero();

    browser.click("#webcam-start");

    browser.await("window.asked.join() === 'another'");
  }

  /** What the camera sees meanwhile is another picture, and the boxes wouldn't fit. */
  @Test
  void takesTheSnapshotOfTheFrameThatWasRead() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    browser.click("#webcam-start");
    browser.await(ONE_FACE);
    server.stop();
    try {
      browser.await("document.getElementById('webcam-hint').innerText.includes('server is gone')");

      byte[] first = snapshot();
      browser.await("(window.first ??= Date.now()) + 230 < Date.now()"); // a third of the clip
      byte[] second = snapshot();

      assertThat(second).isEqualTo(first);
    } finally {
      server.start();
    }
  }

  private byte[] snapshot() throws IOException {
    browser.click("#webcam-snapshot");
    Path file = Downloads.await(temp.resolve("emotion-snapshot.png"));
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  @Test
  void lettingTheCameraGoOnStopAndOnLeavingTheTab() {
    String off =
        "document.getElementById('video').srcObject === null"
            + " && window.stream.getTracks().every((track) => track.readyState === 'ended')";
    String keepTheStream = "window.stream = document.getElementById('video').srcObject";

    browser.click("#webcam-start");
    browser.await(ONE_FACE);
    browser.evaluate("!!(" + keepTheStream + ")");
    browser.click("#webcam-start");
    assertThat(browser.evaluate(off).getAsBoolean()).isTrue();

    browser.click("#webcam-start");
    browser.await(ONE_FACE);
    browser.evaluate("!!(" + keepTheStream + ")");
    browser.click("#picture-tab");
    assertThat(browser.evaluate(off).getAsBoolean()).isTrue();
  }

  @Test
  void goesOnWhenTheServerIsBack() throws IOException {
    browser.click("#webcam-start");
    browser.await(ONE_FACE);

    server.stop();
    try {
      browser.await("document.getElementById('webcam-hint').innerText.includes('server is gone')");
      assertThat(browser.isShown("#banner")).isTrue();
    } finally {
      server.start();
    }

    browser.await(
        "!document.getElementById('webcam-hint').checkVisibility()"
            + " && !document.getElementById('banner').checkVisibility()");
    browser.await(ONE_FACE);
  }

  @Test
  void saysWhatToDoWhenTheCameraIsRefused() {
    browser.allowCamera(false);
    try {
      browser.click("#webcam-start");

      browser.await("document.getElementById('webcam-title').innerText.includes('refused')");
      assertThat(browser.text("#webcam-text")).contains("Allow it");
      assertThat(browser.text("#webcam-start")).isEqualTo("Start camera");
    } finally {
      browser.allowCamera(true);
    }
  }

  @Test
  void saysWhatToDoWhenThereIsNoCamera() {
    browser.evaluate(
        "!!(navigator.mediaDevices.getUserMedia ="
            + " () => Promise.reject(new DOMException('', 'NotFoundError')))");

    browser.click("#webcam-start");

    browser.await("document.getElementById('webcam-title').innerText === 'No camera found'");
  }

  /** Over plain http from another machine, browsers have no {@code mediaDevices}. */
  @Test
  void saysWhereTheCameraCanBeUsedWhenThePageMayNotHaveIt() {
    browser.evaluate("!!Object.defineProperty(navigator, 'mediaDevices', { value: undefined })");

    browser.click("#webcam-start");

    assertThat(browser.text("#webcam-title")).isEqualTo("The camera is not available here");
    assertThat(browser.text("#webcam-text")).contains("http://localhost:", "https");
  }
}
