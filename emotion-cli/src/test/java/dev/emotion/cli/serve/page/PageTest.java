package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a whole, in a real browser: what it loads, how it fits, who can use it. */
@NeedsChromium
class PageTest extends InBrowser {
  private static final int MAX_BYTES = 150_000;
  private static final String TOKEN = "open-Sesame+a/b.~_==";

  /** What a user can act on, in the words of the accessibility tree. */
  private static final Set<String> CONTROLS =
      Set.of("button", "tab", "radio", "combobox", "link", "image", "textbox");

  @AfterEach
  void asBefore() {
    browser.resize(1280, 860, false);
    browser.prefer("light");
  }

  @Test
  void asksNobodyButItsServer() {
    browser.requests();
    load();
    readThePicture();
    browser.click("#webcam-tab");
    browser.click("#webcam-start");
    browser.await("document.querySelectorAll('#webcam-boxes .box').length === 1");
    browser.click("#webcam-start");

    assertThat(browser.requests())
        .filteredOn(address -> !address.startsWith("blob:") && !address.equals("about:blank"))
        .hasSizeGreaterThan(10)
        .allMatch(address -> address.startsWith(server.address()));
  }

  @Test
  void isLight() {
    load();

    int bytes =
        browser
            .evaluate(
                """
                [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                    .filter((entry) => !/api|health/.test(entry.name))
                    .reduce((sum, entry) => sum + entry.decodedBodySize, 0)
                """)
            .getAsInt();

    assertThat(bytes).isBetween(10_000, MAX_BYTES);
  }

  @Test
  void saysWhatItIsAndHowGood() {
    load();

    browser.await("document.getElementById('accuracy').textContent !== ''");
    assertThat(browser.text(".lead"))
        .startsWith("Reads the emotion of each face in a picture, in a video")
        .contains("On the 3,589 faces that it was checked on, this model is right 70 times in 100");
  }

  @Test
  void speaksOfDroppingOnlyWhereThereIsAMouse() {
    load();
    assertThat(browser.text("#drop")).contains("Drop a picture here");

    browser.resize(390, 844, true);

    assertThat(browser.text("#drop"))
        .contains("from your photos, or take one")
        .doesNotContain("Drop", "paste");
  }

  @Test
  void leadsToTheDescriptionOfTheApi() {
    load();

    browser.click("footer a");

    browser.await("location.pathname === '/openapi.json'");
    assertThat(browser.words()).contains("\"openapi\":", "/api/predict");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 768, 1920})
  void fitsTheScreen(int width) {
    browser.resize(width, 844, width < 500);
    load();
    readThePicture();
    browser.evaluate(
        """
        !!((cameras) => {
          cameras.hidden = false;
          cameras.append(new Option('Integrated Camera '.repeat(10)));
        })(document.getElementById('cameras'))
        """);

    for (String tab : new String[] {"#webcam-tab", "#clip-tab", "#picture-tab"}) {
      browser.click(tab);
      assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
          .isLessThanOrEqualTo(width);
      assertThat(
              browser
                  .evaluate(
                      """
                  [...document.querySelectorAll('button:not(.box), .button, select')]
                      .filter((control) => control.checkVisibility())
                      .filter((control) => control.getBoundingClientRect().height < 40)
                      .map((control) => control.outerHTML).join()
                  """)
                  .getAsString())
          .as("too small for a finger")
          .isEmpty();
    }
  }

  /** WCAG 2.2, contrast (minimum): 4.5 to 1. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void canBeRead(String scheme) {
    browser.prefer(scheme);
    load();
    readThePicture();

    double background = luminance("document.body", "backgroundColor");
    assertThat(background < 0.5).isEqualTo(scheme.equals("dark"));
    for (String css : new String[] {"h1", ".bars .value", "footer p", "#connection", ".panel h2"}) {
      String element = "document.querySelector('" + css + "')";
      double text = luminance(element, "color");
      double panel = luminance("document.querySelector('.panel')", "backgroundColor");
      double behind = css.contains("bars") || css.contains("panel") ? panel : background;
      double contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
      assertThat(contrast).as(css).isGreaterThanOrEqualTo(4.5);
    }
  }

  @Test
  void namesEveryControlToAScreenReader() {
    load();
    readThePicture();

    Stream<JsonObject> nodes =
        browser
            .devTools("Accessibility.getFullAXTree", Map.of())
            .getAsJsonObject()
            .getAsJsonArray("nodes")
            .asList()
            .stream()
            .map(JsonElement::getAsJsonObject)
            .filter(node -> !node.get("ignored").getAsBoolean())
            .filter(node -> CONTROLS.contains(value(node, "role")));

    assertThat(nodes).hasSizeGreaterThan(6).allMatch(node -> !value(node, "name").isBlank());
  }

  @Test
  void takesTheTokenFromTheAddressAndHidesIt() throws IOException {
    try (ServedPage guarded = new ServedPage(10_000_000, TOKEN)) {
      browser.load(guarded.address());
      browser.await("document.getElementById('token-banner').checkVisibility()");
      assertThat(browser.text("#token-banner")).contains("token", "This page has none", "#token=");
      browser.type("#files", SampleImage.path().toString());
      browser.await("document.querySelector('#picture-message.failed')?.checkVisibility()");
      assertThat(browser.text("#picture-message")).contains("token");

      browser.load(guarded.address() + "#token=wrong");
      browser.await("document.getElementById('token-banner').checkVisibility()");
      assertThat(browser.text("#token-banner")).contains("does not know the token");

      browser.load(guarded.address() + "#token=" + TOKEN);
      readThePicture();
      assertThat(browser.isShown("#token-banner")).isFalse();
      assertThat(browser.evaluate("location.href").getAsString()).isEqualTo(guarded.address());
    }
  }

  private static void readThePicture() {
    browser.type("#files", SampleImage.path().toString());
    browser.await("document.querySelectorAll('#picture-boxes .box').length === 1");
  }

  private static String value(JsonObject node, String property) {
    return node.has(property) ? node.getAsJsonObject(property).get("value").getAsString() : "";
  }

  /** Relative luminance, 0 to 1, as WCAG defines it. */
  private static double luminance(String element, String property) {
    return browser
        .evaluate(
            """
            (([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b)(
                getComputedStyle(%s).%s.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255)
                    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)))
            """
                .formatted(element, property))
        .getAsDouble();
  }
}
