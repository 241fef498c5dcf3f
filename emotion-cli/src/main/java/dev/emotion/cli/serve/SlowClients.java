package dev.emotion.cli.serve;

import java.time.Duration;
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

  SlowClients(Connector connector, Limits limits) {
    this.connector = connector;
    this.limits = limits;
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
      long age = System.currentTimeMillis() - connection.getCreatedTimeStamp();
      return connection.getMessagesIn() == 0 && age > limits.headers().toMillis();
    }
    Duration limit = parser.inHeaderState() ? limits.headers() : limits.exchange();
    return System.nanoTime() - begin > limit.toNanos();
  }
}
