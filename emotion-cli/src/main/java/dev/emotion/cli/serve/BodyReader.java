package dev.emotion.cli.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/** Reads a request body into memory as it arrives; no thread waits for a slow client. */
final class BodyReader implements Runnable {

  /**
   * What bodies may take.
   *
   * @param maxBytes of one
   * @param memory is asked for every byte, and gets all back when the request is answered
   * @param timeout how long one may take
   */
  record Bounds(int maxBytes, UploadMemory memory, Duration timeout) {}

  private final Request request;
  private final Bounds bounds;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean released;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();

  private BodyReader(Request request, Bounds bounds) {
    this.request = request;
    this.bounds = bounds;
  }

  /**
   * Reads a body.
   *
   * @param request of which nothing is read yet
   * @param bounds what it may take
   * @return the body, or an {@link HttpError} for one that is larger or does not come
   */
  static CompletableFuture<byte[]> read(Request request, Bounds bounds) {
    BodyReader reader = new BodyReader(request, bounds);
    if (request.getLength() > bounds.maxBytes) {
      reader.result.completeExceptionally(reader.tooLarge());
      return reader.result;
    }
    Request.addCompletionListener(request, failure -> reader.release());
    Scheduler.Task timer =
        request
            .getComponents()
            .getScheduler()
            .schedule(reader::timeOut, bounds.timeout.toMillis(), TimeUnit.MILLISECONDS);
    var unused = reader.result.whenComplete((bytes, failure) -> timer.cancel());
    reader.run();
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
      try {
        take(chunk.getByteBuffer());
        if (chunk.isLast()) {
          result.complete(body.toByteArray());
        }
      } catch (HttpError e) {
        result.completeExceptionally(e);
      } finally {
        chunk.release();
      }
    }
  }

  private synchronized void take(ByteBuffer bytes) {
    if (released) {
      return; // answered in the meantime: too late
    } else if (body.size() + bytes.remaining() > bounds.maxBytes) {
      throw tooLarge();
    }
    bounds.memory.take(bytes.remaining());
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    body.write(copy, 0, copy.length);
  }

  private synchronized void release() {
    bounds.memory.give(body.size());
    released = true;
  }

  private void timeOut() {
    result.completeExceptionally(fault(new TimeoutException()));
  }

  private static HttpError fault(Throwable failure) {
    return failure instanceof TimeoutException
        ? new HttpError(HttpStatus.REQUEST_TIMEOUT_408, "the request body did not arrive in time")
        : new HttpError(HttpStatus.BAD_REQUEST_400, "the request body did not arrive whole");
  }

  private HttpError tooLarge() {
    return new HttpError(
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "found a body of more than " + bounds.maxBytes + " bytes, expected no more (--max-upload)");
  }
}
