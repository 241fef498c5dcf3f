package dev.emotion.cli.serve;

import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections whose client sends a request, or reads the answer, a byte at a time, which an
 * idle time-out does not see, since something always moves; and those that never say anything.
 */
final class SlowClients implements Runnable {
  private final Connector connector;
  private final Limits limits;
  private final Map<HttpConnection, Long> silentSince = new WeakHashMap<>();
  private volatile boolean stopping;

  SlowClients(Connector connector, Limits limits) {
    this.connector = connector;
    this.limits = limits;
  }

  /** The server stops: from now on it waits for requests, but not between two of them. */
  void stop() {
    stopping = true;
  }

  /** Looks at every connection once. */
  @Override
  public void run() {
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      if (endPoint.getConnection() instanceof HttpConnection connection && isTooSlow(connection)) {
        endPoint.close();
      }
    }
  }

  private boolean isTooSlow(HttpConnection connection) {
    HttpParser parser = connection.getParser();
    long begin = parser.getBeginNanoTime(); // of the first byte; 0 between requests
    if (begin == 0) {
      return stopping || isSilent(connection);
    }
    Duration limit = parser.inHeaderState() ? limits.headers() : limits.exchange();
    return System.nanoTime() - begin > limit.toNanos();
  }

  /** Whether it never said anything, for too long. */
  private boolean isSilent(HttpConnection connection) {
    // Not Jetty's time stamp: that is the system's clock, which may jump.
    long since = silentSince.computeIfAbsent(connection, fresh -> System.nanoTime());
    return connection.getMessagesIn() == 0
        && System.nanoTime() - since > limits.headers().toNanos();
  }
}
