package dev.emotion.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a byte stream, in a buffer that is used over and over. After {@link #next()} the
 * line is {@code bytes()[start()..end())}, without its line end (LF or CRLF).
 */
final class CsvLines implements Closeable {
  /** No row of any face data set is longer; such a file is no text. */
  private static final int MAX_LENGTH = 1 << 26;

  private final InputStream in;
  private byte[] buffer = new byte[1 << 18];
  private int start;
  private int end;
  private int next;
  private int filled;
  private boolean exhausted;
  private int number;

  CsvLines(InputStream in) {
    this.in = in;
  }

  /**
   * Goes to the next line.
   *
   * @return false at the end of the stream
   */
  boolean next() throws IOException {
    start = next;
    int at = start;
    while (true) {
      while (at < filled && buffer[at] != '\n') {
        at++;
      }
      if (at < filled) {
        break;
      }
      at -= start;
      fill();
      at += start;
      if (exhausted && at == filled) {
        if (at == start) {
          return false;
        }
        break;
      }
    }
    end = at > start && buffer[at - 1] == '\r' ? at - 1 : at;
    next = Math.min(at + 1, filled);
    number++;
    return true;
  }

  /** Moves the begun line to the front and reads on behind it. */
  private void fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, filled - start);
    filled -= start;
    start = 0;
    if (filled == buffer.length) {
      if (filled >= MAX_LENGTH) {
        throw new IOException("a line of more than " + (MAX_LENGTH >> 20) + " MB");
      }
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    exhausted = read < 0;
    filled += Math.max(read, 0);
  }

  byte[] bytes() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The number of this line, the first being 1. */
  int number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
