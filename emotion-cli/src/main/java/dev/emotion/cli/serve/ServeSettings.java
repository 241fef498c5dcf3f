package dev.emotion.cli.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * How to serve.
 *
 * @param host the address to listen on, a name or an IP address
 * @param port 1 to 65535, or 0 for any free one
 * @param maxUpload the largest request body, in bytes
 * @param allowedOrigins the web origins, besides its own, whose pages may use the API; such as
 *     {@code https://example.org}
 * @param token what a client must know to use the API; empty for nothing
 */
public record ServeSettings(
    String host, int port, int maxUpload, Set<String> allowedOrigins, String token) {

  /** Copies the set. */
  public ServeSettings {
    allowedOrigins = Set.copyOf(allowedOrigins);
  }

  /**
   * Whether only this machine can reach the server.
   *
   * @return true for 127.0.0.1, ::1 and localhost
   */
  public boolean isLocal() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
