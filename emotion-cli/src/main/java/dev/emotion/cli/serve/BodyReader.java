package dev.emotion.cli.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a request body into memory as it arrives; no thread waits for a slow client. */
final class BodyReader implements Runnable {
  private final Request request;
  private final int most;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();

  private BodyReader(Request request, int most) {
    this.request = request;
    this.most = most;
  }

  /**
   * Reads a body.
   *
   * @param request of which nothing is read yet
   * @param most bytes to take
   * @return the body, or an {@link HttpFault} for one that is larger or does not come
   */
  static CompletableFuture<byte[]> read(Request request, int most) {
    BodyReader reader = new BodyReader(request, most);
    if (request.getLength() > most) {
      reader.result.completeExceptionally(tooLarge(most));
    } else {
      reader.run();
    }
    return reader.result;
  }

  @Override
  public void run() {
    while (!result.isDone()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        result.completeExceptionally(fault(chunk.getFailure()));
        return;
      }
      take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (body.size() > most) {
        result.completeExceptionally(tooLarge(most));
      } else if (last) {
        result.complete(body.toByteArray());
      }
    }
  }

  private void take(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    body.write(copy, 0, copy.length);
  }

  private static HttpFault fault(Throwable failure) {
    return failure instanceof TimeoutException
        ? new HttpFault(HttpStatus.REQUEST_TIMEOUT_408, "the request body did not arrive in time")
        : new HttpFault(HttpStatus.BAD_REQUEST_400, "the request body did not arrive whole");
  }

  private static HttpFault tooLarge(int most) {
    return new HttpFault(
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "found a body of more than " + most + " bytes, expected no more (--max-upload)");
  }
}
