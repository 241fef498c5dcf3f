package dev.emotion.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The files of the page, from the jar: {@code page/} beside this class. */
final class PageFiles implements Endpoint {
  /** Plain names in one folder: nothing that could lead out of it. */
  private static final Pattern NAME = Pattern.compile("/([a-z0-9-]+\\.([a-z0-9]+))");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "jpg", "image/jpeg");

  @Override
  public void answer(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    Matcher name = NAME.matcher(path.equals("/") ? "/index.html" : path);
    String type = name.matches() ? TYPES.get(name.group(2)) : null;
    byte[] content = type == null ? null : read(name.group(1));
    if (content == null) {
      throw new HttpError(HttpStatus.NOT_FOUND_404, "nothing at this path");
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache"); // may be kept, to be asked for
    Responses.bytes(response, callback, HttpStatus.OK_200, type, content);
  }

  private static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
