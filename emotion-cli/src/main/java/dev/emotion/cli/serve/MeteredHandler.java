package dev.emotion.cli.serve;

import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells {@link Metrics} of every request. */
final class MeteredHandler extends Handler.Wrapper {
  private final Metrics metrics;
  private final Set<String> paths;

  /**
   * Around another handler.
   *
   * @param paths to count by; all others are one
   */
  MeteredHandler(Metrics metrics, Set<String> paths, Handler next) {
    super(next);
    this.metrics = metrics;
    this.paths = Set.copyOf(paths);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = EndpointHandler.path(request);
    String counted = paths.contains(path) ? path : "other";
    long begin = request.getBeginNanoTime();
    Request.addCompletionListener(
        request,
        failure ->
            metrics.request(counted, response.getStatus(), (System.nanoTime() - begin) / 1e9));
    return super.handle(request, response, callback);
  }
}
