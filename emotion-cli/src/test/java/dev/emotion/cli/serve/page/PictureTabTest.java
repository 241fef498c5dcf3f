package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.testing.SampleImage;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's picture tab, in a real browser. */
@NeedsChromium
class PictureTabTest extends InBrowser {
  private static final String TAB = "\uE004";
  private static final String LEFT = "\uE012";
  private static final String FACE_IN_VIEW =
      """
      ((mat, box) => box.left >= mat.left && box.right <= mat.right && box.top >= mat.top
          && box.bottom <= mat.bottom)(
          document.getElementById('picture-mat').getBoundingClientRect(),
          document.querySelector('#picture-boxes [aria-checked=true]').getBoundingClientRect())
      """;

  @TempDir private Path temp;

  @BeforeEach
  void open() {
    load();
  }

  @Test
  void showsWhereTheNetworkLooked() {
    choose(SampleImage.path());
    browser.await("!document.getElementById('picture-why').disabled");

    browser.click("#picture-why");

    browser.await("document.querySelector('#picture-why-maps img').naturalWidth > 900");
    assertThat(browser.text("#picture-why-maps figcaption")).contains("face 1");
    browser.click("#picture-clear");
    browser.await("document.getElementById('picture-why-maps').hidden");
  }

  @Test
  void saysThatItLooksAndDoesSoOnce() throws IOException {
    browser.evaluate(
        """
        !!(window.fetch = ((send, released) => async (path, options) => {
          if (String(path).includes('explain')) {
            window.asked = (window.asked ?? 0) + 1;
            await released;
          }
          return send(path, options);
        })(window.fetch, new Promise((release) => (window.release = release))))
        """);
    choose(Pictures.twoFaces(temp.resolve("two.png")));
    browser.await("!document.getElementById('picture-why').disabled");

    browser.click("#picture-why");
    assertThat(browser.text("#picture-why")).isEqualTo("Looking …");
    browser.click("#picture-why");
    browser.click("#face-next");
    assertThat(browser.text("#picture-why")).isEqualTo("Why?");
    browser.evaluate("!window.release()");
    browser.click("#face-previous");

    browser.await("document.querySelector('#picture-why-maps img').naturalWidth > 900");
    assertThat(browser.text("#picture-why")).isEqualTo("Why?");
    assertThat(browser.evaluate("window.asked").getAsInt()).isEqualTo(1);
  }

  @Test
  void showsTheNumbersOfThePredictCommand() {
    choose(SampleImage.path());

    browser.await("document.querySelector('#picture-panel h2').innerText === '1 face'");
    CliRun predict = CliRun.of("predict", "--format", "json", SampleImage.path());
    JsonObject face =
        JsonParser.parseString(predict.out())
            .getAsJsonObject()
            .getAsJsonArray("faces")
            .get(0)
            .getAsJsonObject();
    List<String> expected =
        face.getAsJsonObject("probabilities").entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + " "
                        + String.format(
                            Locale.ROOT, "%.1f %%", 100 * entry.getValue().getAsDouble()))
            .toList();
    assertThat(texts("#picture-panel .bars li")).containsExactlyElementsOf(expected);
    assertThat(browser.text("#picture-panel .emotion"))
        .startsWith(face.get("emotion").getAsString());
    JsonObject box = face.getAsJsonObject("box");
    List<Double> shown = boxes().get(0);
    assertThat(shown.get(0)).isCloseTo(box.get("x").getAsDouble() / 512, within(0.001));
    assertThat(shown.get(1)).isCloseTo(box.get("y").getAsDouble() / 512, within(0.001));
    assertThat(shown.get(2)).isCloseTo(box.get("width").getAsDouble() / 512, within(0.001));
    assertThat(shown.get(3)).isCloseTo(box.get("height").getAsDouble() / 512, within(0.001));
  }

  @Test
  void readsTheSampleAtAClick() {
    browser.click("#sample");

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    assertThat(browser.text("#picture-panel")).contains("1 face", "happy", "sample.jpg");
  }

  @Test
  void takesADroppedPicture() {
    Map<String, Object> data =
        Map.of(
            "items",
            List.of(),
            "files",
            List.of(SampleImage.path().toString()),
            "dragOperationsMask",
            1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      browser.devTools(
          "Input.dispatchDragEvent", Map.of("type", type, "x", 300, "y", 300, "data", data));
    }

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    assertThat(browser.text("#picture-panel")).contains("1 face", "happy", "astronaut.png");
  }

  @Test
  void takesAPastedPicture() {
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    browser.devTools(
        "Browser.grantPermissions",
        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    browser.evaluate(
        """
        (() => {
          const image = document.getElementById('picture-image');
          const canvas = document.createElement('canvas');
          canvas.width = image.naturalWidth;
          canvas.height = image.naturalHeight;
          canvas.getContext('2d').drawImage(image, 0, 0);
          canvas.toBlob((png) => navigator.clipboard.write([new ClipboardItem({'image/png': png})])
              .then(() => (window.copied = true)));
        })()
        """);
    browser.await("window.copied");
    browser.click("#picture-clear");
    assertThat(browser.isShown("#drop")).isTrue();

    browser.press("\uE009v"); // Ctrl+V

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    assertThat(browser.text("#picture-panel")).contains("1 face", "happy");
  }

  @Test
  void takesSeveralAtOnceAndShowsTheOneChosen() throws IOException {
    choose(SampleImage.path(), Pictures.noFace(temp.resolve("nobody.png")));

    browser.await(
        "[...document.querySelectorAll('.thumbnail')].map((t) => t.innerText).join() === '1,0'");
    assertThat(browser.text("#picture-panel")).contains("happy");
    browser.click(".thumbnail:last-child");
    browser.await("document.querySelector('#picture-panel h2').innerText === 'No face found'");
    assertThat(boxes()).isEmpty();
  }

  @Test
  void selectsAFaceByClickAndByKey() throws IOException {
    choose(Pictures.twoFaces(temp.resolve("two.png")));
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 2");

    browser.click("#picture-boxes .box:last-child");
    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 2 of 2");
    assertThat(checked()).isEqualTo("false,true");

    browser.press(LEFT);
    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 1 of 2");
    assertThat(checked()).isEqualTo("true,false");
  }

  @Test
  void looksCloserByButtonAndByKey() {
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    double label = width("#picture-boxes .label");
    double mat = width("#picture-mat");
    double frame = width("#picture-frame");

    browser.click("#zoom :last-child");
    browser.click("#zoom :last-child");
    browser.click("#picture-boxes .box"); // the focus is on the picture
    browser.press("+");

    assertThat(browser.text("#zoom")).contains("195 %");
    assertThat(width("#picture-frame")).isCloseTo(1.953 * frame, within(1.0));
    assertThat(width("#picture-mat")).isEqualTo(mat);
    assertThat(width("#picture-boxes .label")).isEqualTo(label); // letters stay
    assertThat(boxes().get(0).get(2)).isCloseTo(110 / 512.0, within(0.05)); // of the frame
    assertThat(browser.evaluate(FACE_IN_VIEW).getAsBoolean()).isTrue();

    browser.press("0");

    assertThat(browser.text("#zoom")).contains("100 %");
    assertThat(width("#picture-frame")).isEqualTo(frame);
  }

  @Test
  void looksCloserAtThePointUnderTheWheelAndBetweenTheFingers() {
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    String point =
        """
        (({ left, top, width, height }) => [(300 - left) / width, (400 - top) / height, width])(
            document.getElementById('picture-frame').getBoundingClientRect())
        """;
    List<Double> before = numbers(point);

    browser.evaluate(
        """
        document.elementFromPoint(300, 400).dispatchEvent(new WheelEvent('wheel', {
            ctrlKey: true, deltaY: -200, clientX: 300, clientY: 400, bubbles: true, cancelable: true }))
        """);

    List<Double> after = numbers(point);
    assertThat(after.get(0)).isCloseTo(before.get(0), within(0.005));
    assertThat(after.get(1)).isCloseTo(before.get(1), within(0.005));
    assertThat(after.get(2)).isCloseTo(Math.E * before.get(2), within(1.0));

    touch("touchStart", 280, 320);
    touch("touchMove", 270, 330);
    touch("touchEnd");

    List<Double> pinched = numbers(point);
    assertThat(pinched.get(0)).isCloseTo(before.get(0), within(0.005));
    assertThat(pinched.get(2)).isCloseTo(1.5 * Math.E * before.get(2), within(1.0));
  }

  private static void touch(String type, int... columns) {
    List<Map<String, Integer>> fingers = new ArrayList<>();
    for (int column : columns) {
      fingers.add(Map.of("x", column, "y", 400, "id", fingers.size()));
    }
    browser.devTools("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", fingers));
  }

  @Test
  void movesAPictureThatIsLookedAtClosely() throws IOException {
    choose(Pictures.twoFaces(temp.resolve("two.png")));
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 2");
    browser.click("#picture-boxes .box:first-child");
    for (int i = 0; i < 6; i++) {
      browser.press("+");
    }
    String left = "document.getElementById('picture-mat').scrollLeft";
    double middle = browser.evaluate(left).getAsDouble();

    browser.click("#face-next");

    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 2 of 2");
    assertThat(browser.evaluate(FACE_IN_VIEW).getAsBoolean()).isTrue();
    assertThat(browser.evaluate(left).getAsDouble()).isGreaterThan(middle);

    // Held by the mouse, it moves, and no face is chosen.
    mouse("mousePressed", 400, 300);
    mouse("mouseMoved", 500, 300);
    double dragged = browser.evaluate(left).getAsDouble();
    mouse("mouseReleased", 500, 300);
    browser.click("#face-next");
    assertThat(browser.evaluate(FACE_IN_VIEW).getAsBoolean()).isTrue();
    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 1 of 2");
    assertThat(dragged).isGreaterThan(browser.evaluate(left).getAsDouble());

    // Let go where the window was not told of it, it stays.
    mouse("mousePressed", 400, 300);
    mouse("mouseMoved", 380, 300);
    double held = browser.evaluate(left).getAsDouble();
    browser.devTools("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", 300, "y", 300));
    assertThat(browser.evaluate(left).getAsDouble()).isEqualTo(held);
    mouse("mouseReleased", 300, 300);
  }

  private static void mouse(String type, int x, int y) {
    browser.devTools(
        "Input.dispatchMouseEvent",
        Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
  }

  private static double width(String css) {
    return browser
        .evaluate("document.querySelector(arguments[0]).getBoundingClientRect().width", css)
        .getAsDouble();
  }

  private static List<Double> numbers(String expression) {
    return browser.evaluate(expression).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsDouble)
        .toList();
  }

  @Test
  void leadsThroughManyFaces() throws IOException {
    choose(Pictures.twoFaces(temp.resolve("two.png")));
    browser.await("document.querySelectorAll('#picture-faces .crops button').length === 2");
    assertThat(browser.text("#picture-faces p")).isEqualTo("2 faces: 2 happy");

    browser.click("#picture-faces .crops button:last-child");
    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 2 of 2");
    browser.click("#face-next");
    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 1 of 2");
    browser.click("#face-previous");
    assertThat(browser.text("#picture-panel h2")).isEqualTo("Face 2 of 2");
    assertThat(checked()).isEqualTo("false,true");
    // A thumbnail shows its face: the pixels are not all alike.
    browser.await(
        """
        [...document.querySelectorAll('#picture-faces canvas')].every((canvas) =>
            new Set(canvas.getContext('2d').getImageData(0, 0, 88, 88).data).size > 100)
        """);
  }

  @Test
  void countsTheMostFrequentEmotionFirst() {
    browser.evaluate(
        """
        !!import('/faces.js').then(({ summaryOf }) => (window.line =
            summaryOf(['sad', 'happy', 'happy'].map((emotion) => ({ emotion })))))
        """);

    browser.await("window.line === '3 faces: 2 happy, 1 sad'");
  }

  @Test
  void removesOnePicture() throws IOException {
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    assertThat(browser.isShown("#picture-remove")).isFalse(); // "Clear" does it
    choose(Pictures.noFace(temp.resolve("nobody.png")));
    browser.await("document.querySelector('#picture-panel h2').innerText === 'No face found'");

    browser.click("#picture-remove");

    assertThat(browser.text("#picture-panel")).contains("1 face", "happy", "astronaut.png");
    assertThat(browser.evaluate("document.querySelectorAll('.thumbnail').length").getAsInt())
        .isEqualTo(1);
    assertThat(browser.isShown("#picture-remove")).isFalse();
  }

  @Test
  void endsTheRequestOfAPictureThatIsRemoved() {
    browser.evaluate(
        """
        !!(window.fetch = ((send) => (path, options) => {
          if (path !== 'api/predict') {
            return send(path, options);
          }
          window.sent = true;
          return new Promise((answered, failed) => options.signal.addEventListener('abort', () => {
            window.ended = true;
            failed(options.signal.reason);
          }));
        })(window.fetch))
        """);
    choose(SampleImage.path());
    browser.await("window.sent");

    browser.click("#picture-clear");

    browser.await("window.ended");
    assertThat(browser.isShown("#banner")).isFalse();
    assertThat(browser.isShown("#drop")).isTrue();
  }

  @Test
  void reachesEverythingWithTheKeyboard() {
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    browser.evaluate("document.activeElement.blur()");

    List<String> reached =
        Stream.generate(
                () -> {
                  browser.press(TAB);
                  return browser
                      .evaluate(
                          "document.activeElement.id || document.activeElement.className"
                              + " || document.activeElement.localName")
                      .getAsString();
                })
            .limit(9)
            .toList();

    assertThat(reached)
        .containsSubsequence(
            "picture-tab", "box", "files", "picture-save", "picture-csv", "picture-clear");
  }

  @Test
  void drawsTheBoxWhereThePhotographIsShownUpright() throws IOException {
    choose(Pictures.onItsSide(temp.resolve("phone.jpg")));

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    assertThat(browser.text("#picture-panel")).contains("512 × 400");
    List<Double> box = boxes().get(0);
    assertThat(box.get(0)).isCloseTo(171 / 512.0, within(0.03));
    assertThat(box.get(1)).isCloseTo(69 / 400.0, within(0.03));
    assertThat(box.get(2)).isCloseTo(110 / 512.0, within(0.05));
    assertThat(browser.evaluate("document.getElementById('picture-image').naturalWidth").getAsInt())
        .isEqualTo(512);
    assertThat(
            browser
                .evaluate(
                    "(() => { const r = document.getElementById('picture-image')"
                        + ".getBoundingClientRect(); return r.width / r.height; })()")
                .getAsDouble())
        .isCloseTo(512 / 400.0, within(0.01));
  }

  @Test
  void drawsTheBoxOfALeaningFaceAsItLeans() throws IOException {
    choose(Pictures.leaning(temp.resolve("leaning.png")));

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    double turned =
        browser
            .evaluate(
                """
                (() => {
                  const outline = document.querySelector('#picture-boxes .outline');
                  const { a, b } = new DOMMatrix(getComputedStyle(outline).transform);
                  return (Math.atan2(b, a) * 180) / Math.PI;
                })()
                """)
            .getAsDouble();
    // The head on the sample leans by itself, by a few degrees.
    assertThat(turned).isCloseTo(30, within(10.0));
    assertThat(browser.text("#picture-panel .emotion")).startsWith("happy");
  }

  @Test
  void drawsLabelsApart() throws IOException {
    browser.resize(390, 844, true);
    try {
      choose(Pictures.twoFaces(temp.resolve("two.png")));
      browser.await("document.querySelectorAll('#picture-boxes .box').length === 2");

      browser.await(
          """
          (() => {
            const places = (css) => [...document.querySelectorAll('#picture-boxes ' + css)]
                .map((element) => element.getBoundingClientRect());
            const apart = (a, b) => a === b || a.right <= b.left || b.right <= a.left
                || a.bottom <= b.top || b.bottom <= a.top;
            const labels = places('.label');
            return labels.every((a) => a.width > 30 && [...labels, ...places('.outline')].every((b) => apart(a, b)));
          })()
          """);
    } finally {
      browser.resize(1280, 860, false);
    }
  }

  /** Chromium shows neither TIFF nor HEIC. */
  @Test
  void showsWhatTheServerDecodedWhereTheBrowserCanNot() throws IOException {
    choose(Pictures.tiff(temp.resolve("scan.tif")), SampleImage.face("face.heic"));

    String seen =
        "document.getElementById('picture-image').checkVisibility()"
            + " && document.getElementById('picture-image').naturalWidth === ";
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    browser.await(seen + "512");
    assertThat(browser.text("#picture-panel")).contains("1 face", "happy", "scan.tif");
    browser.click(".thumbnail:last-child");
    browser.await(seen + "240");
    assertThat(browser.text("#picture-panel")).contains("1 face", "face.heic");
    browser.await(
        "[...document.querySelectorAll('.thumbnail img')]"
            + ".every((image) => !image.hidden && image.naturalWidth > 0)");
  }

  @Test
  void saysSoWhereTheBrowserShowsNotEvenTheDecodedPicture() throws IOException {
    browser.evaluate("!!(window.original = window.fetch)");
    browser.evaluate(
        """
        !!(window.fetch = (path, options) => String(path).includes('decoded')
            ? Promise.resolve(new Response('nothing')) : window.original(path, options))
        """);
    choose(Pictures.tiff(temp.resolve("scan.tif")));

    browser.await("document.getElementById('picture-message').innerText.includes('can’t show')");
    assertThat(browser.text("#picture-message")).contains("The server read it: 1 face: 1 happy");
    assertThat(browser.isShown("#picture-mat")).isFalse();
  }

  @Test
  void saysPlainlyThatAFileIsNoPicture() throws IOException {
    choose(Files.writeString(temp.resolve("letter.jpg"), "Dear Sir or Madam"));

    browser.await("document.querySelector('#picture-message.failed')?.checkVisibility()");
    assertThat(browser.text("#picture-message"))
        .contains("not a picture", "JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF or TIFF", "letter.jpg");
    assertThat(browser.isShown("#picture-mat")).isFalse();
  }

  @Test
  void saysPlainlyThatAFileIsTooBig() throws IOException {
    Path big = temp.resolve("big.png");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(10L * MAX_UPLOAD);
    }

    browser.await("document.getElementById('accuracy').textContent !== ''"); // the card is there
    choose(big);

    browser.await("document.querySelector('#picture-message.failed')?.checkVisibility()");
    assertThat(browser.text("#picture-message"))
        .contains("too big", "30.0 MB", "3.0 MB", "big.png");
  }

  @Test
  void savesTheNumbersAndThePictureInTheBrowser() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    browser.requests();

    browser.click("#picture-csv");
    browser.click("#picture-save");

    List<List<String>> saved =
        cells(Files.readString(Downloads.await(temp.resolve("emotion.csv"))));
    List<List<String>> printed =
        cells(CliRun.of("predict", "--format", "csv", SampleImage.path()).out());
    assertThat(saved).hasSize(2);
    assertThat(saved.get(0)).isEqualTo(printed.get(0)).endsWith("neutral", "score", "roll");
    assertThat(saved.get(1).get(0)).isEqualTo("astronaut.png");
    for (int i = 1; i < saved.get(0).size(); i++) {
      String column = saved.get(0).get(i);
      if (column.equals("emotion")) {
        assertThat(saved.get(1).get(i)).isEqualTo("happy").isEqualTo(printed.get(1).get(i));
      } else {
        assertThat(new BigDecimal(saved.get(1).get(i)))
            .as(column)
            .isEqualByComparingTo(printed.get(1).get(i));
      }
    }
    assertThat(Files.readAllBytes(Downloads.await(temp.resolve("astronaut-emotion.png"))))
        .startsWith(0x89, 'P', 'N', 'G');
    assertThat(browser.requests()).noneMatch(address -> address.startsWith(server.address()));
  }

  @Test
  void savesTheColumnsOfPredictWithoutAFaceOrAPictureToo() throws IOException {
    browser.devTools(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", temp.toString()));
    Path nobody = Pictures.noFace(temp.resolve("nobody.png"));
    Path bad = Files.writeString(temp.resolve("bad.png"), "no picture");
    choose(nobody, bad);
    browser.await(
        "document.querySelectorAll('.thumbnail[aria-label$=\"could not be read\"]').length === 1");
    browser.await("document.querySelector('#picture-panel h2').innerText === 'No face found'");
    browser.await("document.getElementById('accuracy').textContent !== ''"); // the card is there

    browser.click("#picture-csv");

    assertThat(Files.readString(Downloads.await(temp.resolve("emotion.csv"))))
        .isEqualTo(
            CliRun.of("predict", "--format", "csv", nobody, bad)
                .out()
                .replace(temp + File.separator, ""));
  }

  /** Numbers come first among a JavaScript object's keys, and another model has other classes. */
  @Test
  void savesEachProbabilityInTheColumnOfItsClass() {
    String file =
        browser
            .evaluate(
                """
                import('/saving.js').then(({ faceCsv }) => {
                  const box = { x: 1, y: 2, width: 3, height: 4 };
                  const face = (probabilities) => ({ box, emotion: 'a', confidence: 1, probabilities, score: 0.5 });
                  return faceCsv(['image'], [
                    [face({ b: 0.1, 7: 0.9 }), 'one'], [face({ c: 0.2, b: 0.3 }), 'two'],
                  ], ['b', '7', 'unused']).text();
                })
                """)
            .getAsString();

    assertThat(file)
        .isEqualTo(
            """
            image,x,y,width,height,emotion,confidence,b,7,c,score,roll
            one,1,2,3,4,a,1,0.1,0.9,,0.5,
            two,1,2,3,4,a,1,0.3,,0.2,0.5,
            """);
  }

  @Test
  void waitsForAServerThatIsGone() throws IOException {
    server.stop();
    try {
      choose(SampleImage.path());
      browser.await("document.getElementById('banner').checkVisibility()");
      assertThat(browser.text("#banner")).contains("does not answer");
      assertThat(browser.text("#connection")).isEqualTo("no server");
    } finally {
      server.start();
    }

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    assertThat(browser.isShown("#banner")).isFalse();
    assertThat(browser.text("#connection")).isEqualTo("connected");
  }

  @Test
  void waitsWithTheSampleForAServerThatIsGone() throws IOException {
    server.stop();
    try {
      browser.click("#sample");
      browser.await("document.getElementById('banner').checkVisibility()");
    } finally {
      server.start();
    }

    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
  }

  /** It may have another model, and other limits. */
  @Test
  void asksForTheModelAgainWhenTheServerIsBack() throws IOException {
    browser.await("document.getElementById('accuracy').textContent !== ''");
    browser.evaluate("!(document.getElementById('accuracy').textContent = '')");
    server.stop();
    try {
      browser.await("document.getElementById('banner').checkVisibility()");
    } finally {
      server.start();
    }

    browser.await("document.getElementById('accuracy').textContent !== ''");
  }

  /** Of a CSV file without quotes. */
  private static List<List<String>> cells(String csv) {
    return csv.lines().map(line -> List.of(line.split(",", -1))).toList();
  }

  private static void choose(Path... pictures) {
    browser.type("#files", String.join("\n", Stream.of(pictures).map(Path::toString).toList()));
  }

  private static List<String> texts(String css) {
    String expression =
        "[...document.querySelectorAll(arguments[0])].map((e) => e.innerText.split(/\\s*\\n\\s*/)"
            + ".join(' '))";
    return browser.evaluate(expression, css).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  private static String checked() {
    return browser
        .evaluate(
            "[...document.querySelectorAll('#picture-boxes .box')]"
                + ".map((box) => box.getAttribute('aria-checked')).join()")
        .getAsString();
  }

  /** Left, top, width and height of each box as shown, as shares of the picture. */
  private static List<List<Double>> boxes() {
    JsonArray boxes =
        browser
            .evaluate(
                """
                [...document.querySelectorAll('#picture-boxes .box')].map((box) => {
                  const inner = box.getBoundingClientRect();
                  const outer = document.getElementById('picture-image').getBoundingClientRect();
                  return [(inner.left - outer.left) / outer.width, (inner.top - outer.top) / outer.height,
                      inner.width / outer.width, inner.height / outer.height];
                })
                """)
            .getAsJsonArray();
    return boxes.asList().stream()
        .map(box -> box.getAsJsonArray().asList().stream().map(JsonElement::getAsDouble).toList())
        .toList();
  }

  @Test
  void marksTheChosenPictureForScreenReaders() throws IOException {
    choose(SampleImage.path(), Pictures.noFace(temp.resolve("nobody.png")));
    browser.await(
        "[...document.querySelectorAll('.thumbnail')].map((t) => t.innerText).join() === '1,0'");
    browser.click(".thumbnail:last-child");
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.thumbnail')].map((t) => t.ariaCurrent).join()")
                .getAsString())
        .isEqualTo("false,true");
  }

  @Test
  void saysSoWhereTheBrowserCanNotSaveThePicture() {
    choose(SampleImage.path());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
    browser.evaluate("HTMLCanvasElement.prototype.toBlob = (done) => done(null)");
    browser.click("#picture-save");
    browser.await("document.querySelector('#picture-hint').checkVisibility()");
    assertThat(browser.text("#picture-hint")).contains("can’t save a picture of this size");
  }
}
