package dev.emotion.cli.serve.page;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.testing.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium, driven through chromedriver: as much of the W3C WebDriver protocol as the
 * page's tests need.
 */
final class Browser implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final Gson JSON = new Gson();

  /** How long the page may take for what a test waits for: a busy machine is slow. */
  private static final int PATIENCE_MILLISECONDS = 60_000;

  /** Runs an expression until it is true, in the page itself. */
  private static final String AWAIT =
      """
      const done = arguments[arguments.length - 1];
      const look = () => (() => { return (%s); })() ? done(true) : setTimeout(look, 20);
      look();
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private String session;

  private Browser(Process driver, String address) {
    this.driver = driver;
    this.session = address + "/session";
  }

  /**
   * Starts a browser with a window of 1280 x 860 pixels.
   *
   * @param camera the clip that its camera shows, MJPEG
   */
  static Browser start(Path camera) throws IOException {
    Process driver =
        new ProcessBuilder(Programs.find("chromedriver").orElseThrow().toString(), "--port=0")
            .redirectErrorStream(true)
            .start();
    Browser browser = new Browser(driver, "http://127.0.0.1:" + port(driver));
    try {
      browser.open(
          List.of(
              "--headless=new",
              "--no-sandbox", // it refuses to run as root otherwise
              "--disable-dev-shm-usage", // small in containers
              "--hide-scrollbars",
              "--window-size=1280,860",
              "--use-fake-device-for-media-stream",
              "--use-file-for-fake-video-capture=" + camera));
      browser.allowCamera(true);
    } catch (RuntimeException e) {
      try {
        browser.close();
      } catch (RuntimeException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
    return browser;
  }

  /** Whether there is a browser to test in; asked by {@link NeedsChromium}. */
  static boolean isInstalled() {
    return Programs.find("chromedriver").isPresent();
  }

  private static String port(Process driver) throws IOException {
    BufferedReader out = driver.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return port.group(1);
      }
    }
    throw new IllegalStateException("chromedriver ended at once");
  }

  private void open(List<String> arguments) {
    Map<String, Object> wanted =
        Map.of(
            "browserName",
            "chrome",
            "timeouts",
            Map.of("script", PATIENCE_MILLISECONDS),
            "goog:loggingPrefs",
            Map.of("performance", "ALL"),
            "goog:chromeOptions",
            Map.of("args", arguments));
    JsonElement opened = post("", Map.of("capabilities", Map.of("alwaysMatch", wanted)));
    session += "/" + opened.getAsJsonObject().get("sessionId").getAsString();
  }

  /** Loads a page, also if it is shown already. */
  void load(String address) {
    post("/url", Map.of("url", "about:blank"));
    post("/url", Map.of("url", address));
  }

  /** Waits until a JavaScript expression is true. */
  void await(String expression) {
    try {
      post("/execute/async", script(AWAIT.formatted(expression)));
    } catch (IllegalStateException e) {
      throw new AssertionError("never true: " + expression + "; the page says: " + words(), e);
    }
  }

  /** All that can be read on the page. */
  String words() {
    return evaluate("document.body.innerText").getAsString();
  }

  /** The value of a JavaScript expression. */
  JsonElement evaluate(String expression, Object... arguments) {
    return post("/execute/sync", script("return (" + expression + ");", arguments));
  }

  String text(String css) {
    return evaluate("document.querySelector(arguments[0]).innerText", css).getAsString();
  }

  boolean isShown(String css) {
    return evaluate("document.querySelector(arguments[0]).checkVisibility()", css).getAsBoolean();
  }

  void click(String css) {
    post("/element/" + find(css) + "/click", Map.of());
  }

  /** Types into an element; for a file input, the paths of files, one a line. */
  void type(String css, String text) {
    post("/element/" + find(css) + "/value", Map.of("text", text));
  }

  /** What the window shows, as a PNG. */
  byte[] screenshot() {
    JsonObject shot = devTools("Page.captureScreenshot", Map.of()).getAsJsonObject();
    return Base64.getDecoder().decode(shot.get("data").getAsString());
  }

  /** Presses keys where the focus is, together, in WebDriver's code. */
  void press(String keys) {
    List<Map<String, String>> down =
        keys.chars().mapToObj(key -> key("keyDown", Character.toString(key))).toList();
    List<Map<String, String>> up =
        keys.chars().mapToObj(key -> key("keyUp", Character.toString(key))).toList();
    List<Map<String, String>> both = Stream.concat(down.stream(), up.stream()).toList();
    Map<String, Object> keyboard = Map.of("type", "key", "id", "keyboard", "actions", both);
    post("/actions", Map.of("actions", List.of(keyboard)));
  }

  private static Map<String, String> key(String type, String value) {
    return Map.of("type", type, "value", value);
  }

  /** Sends a command of the Chrome DevTools Protocol. */
  JsonElement devTools(String command, Map<String, ?> parameters) {
    return post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  /** Answers the question whether a page may use the camera, which nobody is there to be asked. */
  void allowCamera(boolean allowed) {
    devTools(
        "Browser.setPermission",
        Map.of("permission", Map.of("name", "camera"), "setting", allowed ? "granted" : "denied"));
  }

  /** Turns the window into the screen of a phone, or back with {@code mobile} false. */
  void resize(int width, int height, boolean mobile) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    devTools("Emulation.setTouchEmulationEnabled", Map.of("enabled", mobile));
  }

  /** Asks for {@code light} or {@code dark}, and for no motion. */
  void prefer(String scheme) {
    List<Map<String, String>> features =
        List.of(
            Map.of("name", "prefers-color-scheme", "value", scheme),
            Map.of("name", "prefers-reduced-motion", "value", "reduce"));
    devTools("Emulation.setEmulatedMedia", Map.of("features", features));
  }

  /** The addresses of all requests since the last call. */
  List<String> requests() {
    return post("/se/log", Map.of("type", "performance")).getAsJsonArray().asList().stream()
        .map(entry -> entry.getAsJsonObject().get("message").getAsString())
        .map(text -> JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("message"))
        .filter(message -> "Network.requestWillBeSent".equals(message.get("method").getAsString()))
        .map(message -> message.getAsJsonObject("params").getAsJsonObject("request"))
        .map(request -> request.get("url").getAsString())
        .toList();
  }

  private String find(String css) {
    JsonElement found = post("/element", Map.of("using", "css selector", "value", css));
    return id(found.getAsJsonObject());
  }

  /** A reference to an element has one field, of a fixed odd name. */
  private static String id(JsonObject reference) {
    return reference.entrySet().iterator().next().getValue().getAsString();
  }

  private static Map<String, Object> script(String body, Object... arguments) {
    return Map.of("script", body, "args", List.of(arguments));
  }

  private JsonElement post(String path, Object body) {
    return send(request(path).POST(BodyPublishers.ofString(JSON.toJson(body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(session + path))
        .timeout(Duration.ofMillis(2 * PATIENCE_MILLISECONDS));
  }

  private JsonElement send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
      return JsonParser.parseString(response.body()).getAsJsonObject().get("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      send(request("").DELETE());
    } catch (IllegalStateException e) {
      // It may not have started; the processes end below.
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroy();
    }
  }
}
