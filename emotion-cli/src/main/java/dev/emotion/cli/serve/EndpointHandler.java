package dev.emotion.cli.serve;

import dev.emotion.ImageException;
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

/** Answers a path by one method; whatever goes wrong becomes an error in JSON. */
final class EndpointHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LogManager.getLogger(EndpointHandler.class);

  private final String method;
  private final Set<String> methods;
  private final Endpoint endpoint;

  /**
   * A handler.
   *
   * @param method GET (and HEAD) or POST; OPTIONS is answered with them
   * @param endpoint what answers
   */
  EndpointHandler(String method, Endpoint endpoint) {
    this.method = method;
    this.methods = new TreeSet<>(Set.of(method, "OPTIONS"));
    if (method.equals("GET")) {
      methods.add("HEAD");
    }
    this.endpoint = endpoint;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      answer(request, response, callback);
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
    if (path == null) { // CONNECT has none
      return "";
    }
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private void answer(Request request, Response response, Callback callback) {
    String asked = request.getMethod();
    if (HttpMethod.OPTIONS.is(asked)) {
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
    } else if (methods.contains(asked)) {
      endpoint.answer(request, response, callback);
    } else {
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
      throw new HttpError(
          HttpStatus.METHOD_NOT_ALLOWED_405, "found the method " + asked + ", expected " + method);
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
