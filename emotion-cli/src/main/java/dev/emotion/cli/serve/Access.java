package dev.emotion.cli.serve;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use the server. A browser runs pages of strangers on the user's own machine, and these
 * can send requests to it; so a local address alone keeps nobody out.
 */
final class Access {
  private static final Pattern IP_V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final String BEARER = "Bearer ";

  private final Set<String> allowedOrigins;
  private final Set<String> hosts = new HashSet<>();
  private final byte[] token;

  Access(ServeSettings settings) {
    this.allowedOrigins = settings.allowedOrigins();
    this.token = settings.token().getBytes(StandardCharsets.UTF_8);
    hosts.add("localhost");
    hosts.add(settings.host().toLowerCase(Locale.ROOT));
    allowedOrigins.forEach(origin -> hosts.add(URI.create(origin).getHost()));
    if (!settings.isLocal()) {
      String machine = machineName();
      hosts.add(machine);
      hosts.add(machine + ".local"); // as other machines of a home network call it
    }
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Whether a request is meant for this server. A stranger can point a name of theirs at this
   * machine ("DNS rebinding"), so that the browser takes their page and this server for one; but
   * not an IP address, nor a name that is not theirs.
   *
   * @param host as the client calls this server, without the port
   * @return true for IP addresses and the names of this server
   */
  boolean knowsHost(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.startsWith("[")
        || name.contains(":")
        || IP_V4.matcher(name).matches()
        || hosts.contains(name);
  }

  /**
   * Whether pages of an origin may use the API.
   *
   * @param origin the header's value, such as {@code http://localhost:8080}
   * @param authority host and port as the client calls this server
   * @return true for this server's own pages and for {@link #isAllowed allowed} origins
   */
  boolean knowsOrigin(String origin, String authority) {
    int host = origin.indexOf("://") + 3;
    return (host >= 3 && origin.substring(host).equalsIgnoreCase(authority)) || isAllowed(origin);
  }

  /**
   * Whether an origin was allowed besides this server's own.
   *
   * @param origin the header's value
   * @return true if it is one of {@code --allow-origin}
   */
  boolean isAllowed(String origin) {
    return allowedOrigins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a request knows the token; takes the same time for every wrong one.
   *
   * @param authorization the header's value, or null
   * @return true if it does, or if there is no token
   */
  boolean knowsToken(String authorization) {
    if (token.length == 0) {
      return true;
    }
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            token, authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
  }
}
