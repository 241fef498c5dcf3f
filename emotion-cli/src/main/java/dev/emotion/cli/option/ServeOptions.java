package dev.emotion.cli.option;

import dev.emotion.cli.serve.ServeSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where to serve, and whom. */
public final class ServeOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,10})(B|KB|MB|GB)?");

  /** RFC 6750, section 2.1. None of these is written in another way behind an address. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /** Browsers leave it out. */
  private static final Pattern USUAL_PORT = Pattern.compile("^(https://.*):443$|^(http://.*):80$");

  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);

  /** A body is held in one array. */
  private static final long MAX_UPLOAD = 1_000_000_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "HOST",
      description =
          "The address to listen on; 0.0.0.0 for the network"
              + " (default: ${DEFAULT-VALUE}, for this machine alone).")
  private String host;

  private int port = 8080;
  private int maxUpload = 10_000_000;
  private String token = "";
  private final Set<String> origins = new LinkedHashSet<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port; 0 takes a free one (default: 8080).")
  void setPort(int number) {
    if (number < 0 || number > 65_535) {
      throw wrong("--port", String.valueOf(number), "0 to 65535");
    }
    port = number;
  }

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "What a client must send as 'Authorization: Bearer TOKEN'; the page takes it from"
              + " #token=TOKEN behind the address. In a --config file other users of the machine"
              + " don't see it.")
  void setToken(String given) {
    if (!TOKEN.matcher(given).matches()) {
      throw new UsageError(
          command,
          "--token: expected letters, digits and - . _ ~ + / of ASCII, = at the end alone");
    }
    token = given;
  }

  @Option(
      names = "--max-upload",
      paramLabel = "SIZE",
      description =
          "The largest request, such as 500KB or 1GB: an image file, which base64 makes a third"
              + " larger (default: 10MB).")
  void setMaxUpload(String size) {
    Matcher parts = SIZE.matcher(size.toUpperCase(Locale.ROOT));
    long bytes =
        parts.matches()
            ? Long.parseLong(parts.group(1))
                * UNITS.get(parts.group(2) == null ? "B" : parts.group(2))
            : 0;
    if (bytes < 1 || bytes > MAX_UPLOAD) {
      throw wrong("--max-upload", size, "a size such as 500KB or 10MB, at most 1GB");
    }
    maxUpload = (int) bytes;
  }

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description =
          "A web origin, such as https://example.org, whose pages may use the API too; can be"
              + " repeated. Also the address of a proxy before this server.")
  void setOrigins(List<String> given) {
    for (String origin : given) {
      if (!isOrigin(origin)) {
        throw wrong("--allow-origin", origin, "an origin such as https://example.org");
      }
      origins.add(USUAL_PORT.matcher(origin.toLowerCase(Locale.ROOT)).replaceFirst("$1$2"));
    }
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null && text.equals(uri.getScheme() + "://" + uri.getAuthority());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private UsageError wrong(String option, String found, String expected) {
    return new UsageError(command, option + ": found '" + found + "', expected " + expected);
  }

  /**
   * The settings.
   *
   * @return what the options say
   */
  public ServeSettings toSettings() {
    return new ServeSettings(host, port, maxUpload, origins, token);
  }
}
