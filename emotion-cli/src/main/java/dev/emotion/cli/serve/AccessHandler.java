package dev.emotion.cli.serve;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Turns away whom {@link Access} does not know, and tells browsers what a page may do here. */
final class AccessHandler extends Handler.Wrapper {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " media-src 'self' blob:; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** What needs the token, besides all of {@code /api/}. */
  private static final Set<String> GUARDED = Set.of("/analyze", "/metrics");

  private final Access access;

  AccessHandler(Access access, Handler next) {
    super(next);
    this.access = access;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    setSecurityHeaders(response);
    try {
      check(request, response);
    } catch (HttpError e) {
      Responses.error(request, response, callback, e);
      return true;
    }
    return super.handle(request, response, callback);
  }

  static void setSecurityHeaders(Response response) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  private void check(Request request, Response response) {
    String host = Request.getServerName(request);
    if (!access.knowsHost(host)) {
      throw new HttpError(
          HttpStatus.FORBIDDEN_403,
          "this server does not go by the name " + host + " (--host, --allow-origin)");
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null) {
      if (!access.knowsOrigin(origin, authority(request))) {
        throw new HttpError(
            HttpStatus.FORBIDDEN_403, "pages of " + origin + " may not use it (--allow-origin)");
      }
      allow(origin, response);
    }
    String path = EndpointHandler.path(request);
    boolean guarded = path.startsWith("/api/") || GUARDED.contains(path);
    // A browser asks for permission, by OPTIONS, before it sends the token.
    if (guarded
        && !HttpMethod.OPTIONS.is(request.getMethod())
        && !access.knowsToken(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      throw new HttpError(
          HttpStatus.UNAUTHORIZED_401, "found no or a wrong token, expected Authorization: Bearer");
    }
  }

  private static String authority(Request request) {
    return request.getHttpURI().getAuthority();
  }

  /** The Fetch standard's headers; needed by other origins, and right for its own. */
  private void allow(String origin, Response response) {
    if (access.isAllowed(origin)) {
      HttpFields.Mutable headers = response.getHeaders();
      headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      headers.put("Access-Control-Allow-Methods", "GET, POST");
      headers.put("Access-Control-Allow-Headers", "Authorization, Content-Type");
      headers.put("Access-Control-Expose-Headers", "Retry-After");
      headers.put("Access-Control-Max-Age", "600");
      headers.put(HttpHeader.VARY, "Origin");
    }
  }
}
