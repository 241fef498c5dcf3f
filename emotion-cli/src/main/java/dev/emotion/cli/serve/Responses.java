package dev.emotion.cli.serve;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.emotion.text.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes answers, without waiting until the client has read them. */
final class Responses {
  /** When a client that found the server busy may try again. */
  private static final String RETRY_SECONDS = "1";

  private Responses() {}

  static void json(Response response, Callback callback, int status, JsonElement json) {
    bytes(
        response,
        callback,
        status,
        "application/json",
        (JsonText.line(json) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Answers with an error. What is left of the request's body is taken in first: most clients look
   * for an answer only after they have sent all.
   */
  static void error(Request request, Response response, Callback callback, HttpError fault) {
    if (fault.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
    JsonObject json = new JsonObject();
    json.addProperty(fault.member(), fault.getMessage());
    Runnable answer = () -> json(response, callback, fault.status(), json);
    if (fault.status() == HttpStatus.REQUEST_TIMEOUT_408) {
      answer.run();
    } else {
      new Discard(request, answer).run();
    }
  }

  /** Reads what is left of a body, within reason, and forgets it. */
  private static final class Discard implements Runnable {
    private static final long MAX_BYTES = 32_000_000;

    private final Request request;
    private final Runnable then;
    private long left = MAX_BYTES;

    Discard(Request request, Runnable then) {
      this.request = request;
      this.then = then;
      if (request.getLength() > MAX_BYTES || request.getHeaders().contains(HttpHeader.EXPECT)) {
        left = 0; // a client that expects to be asked for the body need not send it
      }
    }

    @Override
    public void run() {
      while (left > 0) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        left = chunk.isLast() ? 0 : left - chunk.remaining();
        chunk.release();
        if (Content.Chunk.isFailure(chunk)) {
          left = 0;
        }
      }
      then.run();
    }
  }

  static void bytes(Response response, Callback callback, int status, String type, byte[] content) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
    response.write(true, ByteBuffer.wrap(content), callback);
  }
}
