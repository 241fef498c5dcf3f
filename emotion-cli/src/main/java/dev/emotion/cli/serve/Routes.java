package dev.emotion.cli.serve;

import dev.emotion.ImageException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Finds the endpoint of a path; whatever goes wrong in one becomes an error in JSON. */
final class Routes extends Handler.Abstract {
  private static final Logger LOG = LogManager.getLogger(Routes.class);

  private final Map<String, Route> routes;
  private final Endpoint files;

  /** A path's method and endpoint. */
  record Route(String method, Endpoint endpoint) {

    Set<String> methods() {
      Set<String> methods = new TreeSet<>(Set.of(method, "OPTIONS"));
      if (method.equals("GET")) {
        methods.add("HEAD");
      }
      return methods;
    }
  }

  /**
   * The table.
   *
   * @param routes paths, and what they do
   * @param files answers GET for every other path
   */
  Routes(Map<String, Route> routes, Endpoint files) {
    this.routes = Map.copyOf(routes);
    this.files = files;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      Route route = routes.getOrDefault(path(request), new Route("GET", files));
      answer(route, request, response, callback);
    } catch (HttpError e) {
      Responses.error(request, response, callback, e);
    } catch (RuntimeException e) {
      if (e instanceof HttpException bad) { // Jetty's word for a query that is none, and the like
        Responses.error(request, response, callback, new HttpError(bad.getCode(), bad.getReason()));
        return true;
      }
      Responses.error(request, response, callback, internalError(request, e));
    }
    return true;
  }

  /** The path of a request; a slash at its end means nothing. */
  static String path(Request request) {
    String path = Request.getPathInContext(request);
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static void answer(Route route, Request request, Response response, Callback callback) {
    String method = request.getMethod();
    Set<String> methods = route.methods();
    if (HttpMethod.OPTIONS.is(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
    } else if (methods.contains(method)) {
      route.endpoint().answer(request, response, callback);
    } else {
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
      throw new HttpError(
          HttpStatus.METHOD_NOT_ALLOWED_405,
          "found the method " + method + ", expected " + route.method());
    }
  }

  /**
   * What to answer where work on a request, done on another thread, failed.
   *
   * @param failure as a {@code CompletableFuture} has it
   */
  static HttpError fault(Request request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HttpError fault) {
      return fault;
    } else if (cause instanceof ImageException) {
      return new HttpError(HttpStatus.BAD_REQUEST_400, cause.getMessage());
    }
    return internalError(request, cause);
  }

  /** The details stay in the log, those of the place with {@code --verbose} alone. */
  private static HttpError internalError(Request request, Throwable cause) {
    LOG.error(
        "{} {}: internal error: {}", request.getMethod(), request.getHttpURI(), cause.toString());
    LOG.debug("its place", cause);
    return new HttpError(
        HttpStatus.INTERNAL_SERVER_ERROR_500, "internal error: a fault of emotion itself");
  }
}
