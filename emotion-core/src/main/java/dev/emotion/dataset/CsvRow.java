package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Goes through the fields of a CSV's lines, one line at a time, straight from the bytes. Fields may
 * be quoted, but not reach over a line end; spaces around them do not count.
 */
abstract class CsvRow {
  /** The field at hand is {@code bytes[from..to)}; the next one begins at {@code next}. */
  byte[] bytes;

  int from;
  int to;

  private final Path file;
  private final CsvLines lines;
  private int next;
  private boolean quoted;

  CsvRow(Path file, CsvLines lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Whether there is nothing on the line. */
  final boolean isBlank() {
    byte[] line = lines.bytes();
    for (int i = lines.start(); i < lines.end(); i++) {
      if (!isSpace(line[i])) {
        return false;
      }
    }
    return true;
  }

  /** A fault of the line at hand. */
  final DatasetException fault(String found, String expected) {
    return new DatasetException(file + ":" + lines.number(), found, expected);
  }

  /** Goes before the first field of the line that the reader is at. */
  final void begin() {
    bytes = lines.bytes();
    next = lines.start();
  }

  /** Goes to the next field of the line: trimmed and without its quotes. */
  final boolean nextField() {
    int end = lines.end();
    if (next > end) {
      return false;
    }
    from = next;
    while (from < end && isSpace(bytes[from])) {
      from++;
    }
    quoted = from < end && bytes[from] == '"';
    if (quoted) {
      quotedField(end);
    } else {
      to = from;
      while (to < end && bytes[to] != ',') {
        to++;
      }
      next = to + 1;
    }
    while (to > from && isSpace(bytes[to - 1])) {
      to--;
    }
    while (from < to && isSpace(bytes[from])) {
      from++;
    }
    return true;
  }

  private void quotedField(int end) {
    int at = from + 1;
    while (at < end && (bytes[at] != '"' || (at + 1 < end && bytes[at + 1] == '"'))) {
      at += bytes[at] == '"' ? 2 : 1;
    }
    int close = at++;
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
    if (close >= end || (at < end && bytes[at] != ',')) {
      to = end;
      throw fault("a quoted field without its end: " + shortened(), "a closing quote");
    }
    from++;
    to = close;
    next = at + 1;
  }

  /** The field as text; a doubled quote in a quoted one stands for one (RFC 4180). */
  final String text() {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return quoted ? text.replace("\"\"", "\"") : text;
  }

  /** The field as a part of FER-2013. */
  final Split usage() {
    return Split.ofUsage(text())
        .orElseThrow(
            () -> fault("Usage '" + shortened() + "'", "Training, PublicTest or PrivateTest"));
  }

  /** The field for a message: cut where it is long, and fit for any terminal. */
  final String shortened() {
    int length = Math.min(to - from, 40);
    String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    return text.replaceAll("[^ -~]", "?") + (to - from > length ? "..." : "");
  }

  /** The whole line, likewise. */
  final String shortenedLine() {
    from = lines.start();
    to = lines.end();
    return shortened();
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}
