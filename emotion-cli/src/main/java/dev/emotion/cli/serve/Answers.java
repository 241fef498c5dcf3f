package dev.emotion.cli.serve;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes answers, without waiting until the client has read them. */
final class Answers {
  /** When a client that found the server busy may try again. */
  private static final String RETRY_SECONDS = "1";

  private Answers() {}

  static void json(Response response, Callback callback, int status, JsonElement json) {
    bytes(
        response,
        callback,
        status,
        "application/json",
        (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static void error(Response response, Callback callback, HttpFault fault) {
    if (fault.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
    JsonObject json = new JsonObject();
    json.addProperty("error", fault.getMessage());
    json(response, callback, fault.status(), json);
  }

  static void bytes(Response response, Callback callback, int status, String type, byte[] content) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
    response.write(true, ByteBuffer.wrap(content), callback);
  }
}
