package dev.emotion.cli.serve;

import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpStatus;

/** Counts the bytes of all request bodies in memory, so that together they can't fill it. */
final class UploadMemory {
  private final long max;
  private final AtomicLong held = new AtomicLong();

  UploadMemory(long max) {
    this.max = max;
  }

  /**
   * Takes more.
   *
   * @throws HttpError if there is no room; nothing is taken then
   */
  void take(long bytes) {
    if (held.addAndGet(bytes) > max) {
      held.addAndGet(-bytes);
      throw new HttpError(
          HttpStatus.SERVICE_UNAVAILABLE_503, "busy: too many large images at once; try again");
    }
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
