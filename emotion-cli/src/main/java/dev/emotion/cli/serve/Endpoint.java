package dev.emotion.cli.serve;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What answers one path. */
@FunctionalInterface
interface Endpoint {

  /**
   * Answers, now or later, on this thread or another; must not block.
   *
   * @throws HttpError to answer with an error
   */
  void answer(Request request, Response response, Callback callback);
}
