package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's video tab, in a real browser, with a video: first a happy face, then nobody. */
@NeedsChromium
class ClipTabTest extends InBrowser {
  private static final double FACE = 1.5;
  private static final double NOBODY = 2;
  private static final String ALL_READ =
      "/^\\d+ frames read$/.test(document.getElementById('clip-read').textContent)";

  private static final String CHART_FITS =
      """
      ((canvas) => canvas.width > 0 && canvas.width === Math.round(canvas.clientWidth * devicePixelRatio))(
          document.getElementById('clip-timeline-canvas'))
      """;

  private static Path recorded;
  @TempDir private Path temp;

  @BeforeAll
  static void record() throws IOException {
    browser.load(server.address());
    recorded = Recording.webm(browser, shared.resolve("talk.webm"), FACE, NOBODY);
  }

  @BeforeEach
  void open() {
    load();
  }

  private static void readAll() {
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());
    browser.await(ALL_READ);
  }

  /**
   * Lets requests wait until the page's {@code release()}; {@code held} counts those that do.
   *
   * @param first the number of the first that waits, counted from 1
   */
  private static void holdAnswersFrom(int first) {
    browser.evaluate(
        """
        !!(window.fetch = ((send, count, released) => async (path, options) => {
          if (path === 'api/predict' && ++count >= arguments[0]) {
            window.held = (window.held ?? 0) + 1;
            await released;
          }
          return send(path, options);
        })(window.fetch, 0, new Promise((release) => (window.release = release))))
        """,
        first);
  }

  private static void seek(double seconds) {
    browser.evaluate(
        """
        !!((slider, seconds) => {
          slider.value = seconds;
          slider.dispatchEvent(new Event('input'));
        })(document.getElementById('clip-position'), arguments[0])
        """,
        seconds);
  }

  @Test
  void drawsTheWholeVideo() {
    readAll();

    assertThat(chart()).isEqualTo("The video: happy 100 % of the time");
    String colors =
        """
        ((canvas) => [0.25, 0.85].map((share) => [...canvas.getContext('2d')
            .getImageData(share * canvas.width, canvas.height / 2, 1, 1).data].join()).join(' '))(
            document.getElementById('clip-timeline-canvas'))
        """;
    // Happy's yellow, and nothing.
    assertThat(browser.evaluate(colors).getAsString()).isEqualTo("242,200,50,255 0,0,0,0");
    assertThat(browser.text("#clip-play")).isEqualTo("Play");
    assertThat(browser.text("#clip-time")).isEqualTo("0:03 / 0:03");
    browser.click("#clip-clear");
    assertThat(chart()).isEqualTo("No face seen yet");
  }

  /** What a screen reader says of it. */
  private static String chart() {
    return browser
        .evaluate("document.getElementById('clip-timeline-canvas').getAttribute('aria-label')")
        .getAsString();
  }

  @Test
  void showsAgainWhatWasReadAtAPosition() {
    readAll();
    browser.requests();
    browser.await("document.querySelector('#clip-panel h2').innerText === 'No face in view'");

    seek(FACE / 2);

    browser.await("document.querySelectorAll('#clip-boxes .box').length === 1");
    assertThat(browser.text("#clip-panel")).contains("1 face", "happy");
    assertThat(browser.text("#clip-time")).isEqualTo("0:00 / 0:03");

    browser.click("#clip-play");

    browser.await("document.getElementById('clip-video').ended");
    assertThat(browser.requests()).noneMatch(address -> address.contains("/api/predict"));
  }

  @Test
  void goesNoFartherThanWasRead() {
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());
    browser.await("parseInt(document.getElementById('clip-read').textContent) >= 3");
    browser.click("#clip-play");

    seek(FACE + NOBODY);

    double at = browser.evaluate("document.getElementById('clip-video').currentTime").getAsDouble();
    String read = browser.text("#clip-read");
    assertThat(read).matches("[0-9]+ frames read to 0:0[01]");
    assertThat(at).isLessThan(1 + Integer.parseInt(read.substring(read.length() - 1)));
    browser.click("#clip-play");
    browser.await(ALL_READ);
  }

  @Test
  void savesTheNumbersAndThePictureInTheBrowser() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    readAll();
    seek(1);

    browser.click("#clip-csv");
    browser.await("document.querySelectorAll('#clip-boxes .box').length === 1");
    browser.click("#clip-save");

    List<String> lines = Files.readAllLines(Downloads.await(temp.resolve("emotion-video.csv")));
    assertThat(lines.get(0))
        .startsWith("seconds,face,x,y,width,height,emotion,confidence,angry")
        .endsWith(",neutral,score,roll");
    List<Double> seconds =
        lines.stream()
            .skip(1)
            .map(line -> Double.valueOf(line.substring(0, line.indexOf(','))))
            .toList();
    assertThat(seconds).hasSizeGreaterThan(5).isSorted().allMatch(time -> time < FACE + 0.2);
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.contains(",happy,"));
    assertThat(Files.readAllBytes(Downloads.await(temp.resolve("talk-1.00s-emotion.png"))))
        .startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void savesThePictureWithTheBoxesOfItsOwnFrame() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    holdAnswersFrom(5);
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());
    browser.await("window.held === 2");
    browser.await("parseInt(document.getElementById('clip-read').textContent) === 4");

    browser.click("#clip-save");

    browser.await("document.getElementById('clip-save').disabled");
    browser.evaluate("!window.release()");
    browser.await("!document.getElementById('clip-save').disabled");
    assertThat(browser.text("#clip-read")).startsWith("6 frames");
    double at = browser.evaluate("document.getElementById('clip-video').currentTime").getAsDouble();
    Downloads.await(temp.resolve(String.format(Locale.ROOT, "talk-%.2fs-emotion.png", at)));
  }

  @Test
  void takesAVideoDroppedOnThePictures() throws IOException {
    Path dropped = Files.copy(recorded, temp.resolve("dropped.webm"));

    drop(dropped);

    browser.await("document.getElementById('clip').checkVisibility()");
    browser.await("document.querySelectorAll('#clip-boxes .box').length === 1");
    assertThat(browser.text("#clip-read")).doesNotContain("One video");
    browser.click("#clip-clear");
    assertThat(browser.isShown("#clip-off")).isTrue();
  }

  @Test
  void saysWhichOfSeveralVideosItReads() throws IOException {
    drop(recorded, Files.copy(recorded, temp.resolve("other.webm")));

    browser.await("parseInt(document.getElementById('clip-read').textContent.split('. ')[1]) >= 1");
    assertThat(browser.text("#clip-read"))
        .startsWith("One video is read at a time: this is talk.webm. ");
  }

  private static void drop(Path... files) {
    Map<String, Object> data =
        Map.of(
            "items",
            List.of(),
            "files",
            Stream.of(files).map(Path::toString).toList(),
            "dragOperationsMask",
            1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      browser.devTools(
          "Input.dispatchDragEvent", Map.of("type", type, "x", 300, "y", 300, "data", data));
    }
  }

  @Test
  void standsStillWhileNobodyLooks() {
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());
    browser.await("document.querySelectorAll('#clip-boxes .box').length === 1");

    browser.click("#picture-tab");

    assertThat(browser.evaluate("document.getElementById('clip-video').paused").getAsBoolean())
        .isTrue();
  }

  @Test
  void drawsAgainWhereTheWindowChanges() {
    holdAnswersFrom(5);
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());
    browser.await("window.held === 2");
    browser.click("#picture-tab");
    browser.evaluate("!window.release()");
    browser.await("parseInt(document.getElementById('clip-read').textContent) === 6");

    browser.click("#clip-tab"); // where nothing moves

    browser.await(CHART_FITS);
    browser.await("document.querySelector('#clip-boxes .label')?.style.left");
    browser.resize(390, 844, true);
    try {
      browser.await(CHART_FITS);
    } finally {
      browser.resize(1280, 860, false);
    }
  }

  @Test
  void saysPlainlyThatAFileIsNoVideo() throws IOException {
    browser.click("#clip-tab");
    browser.type(
        "#clip-file", Files.writeString(temp.resolve("letter.mp4"), "Dear Sir").toString());

    browser.await("document.getElementById('clip-title').innerText.includes('can’t play')");
    assertThat(browser.text("#clip-text")).contains("letter.mp4", "WebM", "emotion realtime");
    assertThat(browser.isShown("#clip-mat")).isFalse();
  }

  /** As of a video whose sound alone the browser can play. */
  @Test
  void saysThatItSeesNothingOfAVideo() {
    browser.evaluate(
        "!!Object.defineProperty(HTMLVideoElement.prototype, 'videoWidth', { get: () => 0 })");
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());

    browser.await("document.getElementById('clip-title').innerText.includes('can’t play')");
    assertThat(browser.text("#clip-text")).contains("talk.webm");
  }

  @Test
  void keepsWhatWasReadWhereTheServerRefusesMore() {
    browser.evaluate(
        """
        !!(window.fetch = ((send, count) => (path, options) =>
          path === 'api/predict' && ++count > 4
              ? Promise.resolve(new Response('{"error":"no more"}', { status: 500 }))
              : send(path, options))(window.fetch, 0))
        """);
    browser.click("#clip-tab");
    browser.type("#clip-file", recorded.toString());

    browser.await("document.getElementById('clip-read').innerText.includes('no more')");
    assertThat(browser.text("#clip-read"))
        .matches("4 frames read to 0:0[01]\\. The server refused the next: no more");
    assertThat(browser.text("#clip-play")).isEqualTo("Play");
    assertThat(browser.evaluate("document.getElementById('clip-csv').disabled").getAsBoolean())
        .isFalse();
  }

  @Test
  void waitsForAServerThatIsGone() throws IOException {
    browser.click("#clip-tab");
    server.stop();
    try {
      browser.type("#clip-file", recorded.toString());
      browser.await("document.getElementById('banner').checkVisibility()");
    } finally {
      server.start();
    }

    browser.await(ALL_READ);
    assertThat(browser.text("#clip-read")).matches("(?!0)\\d+ frames read");
  }
}
