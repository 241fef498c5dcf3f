package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.FacePixels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parses the lines of a FER-2013 CSV, one at a time, straight from the bytes. Made on the header
 * line, which says where the columns are.
 */
final class FerCsvRow {
  /** What the first line should be. */
  static final String HEADER = "a header such as emotion,pixels,Usage";

  private enum Column {
    EMOTION,
    PIXELS,
    USAGE,
    OTHER
  }

  private final Path file;
  private final CsvLines lines;
  private final int side;
  private final List<Column> columns;
  private final byte[] grey;

  /** The field at hand is {@code bytes[from..to)}; the next one begins at {@code next}. */
  private byte[] bytes;

  private int from;
  private int to;
  private int next;

  private int label;
  private Split split;

  FerCsvRow(Path file, CsvLines lines, int side) {
    this.file = file;
    this.lines = lines;
    this.side = side;
    this.grey = new byte[side * side];
    this.columns = columns();
  }

  private List<Column> columns() {
    List<Column> found = new ArrayList<>();
    begin();
    while (nextField()) {
      found.add(
          switch (text().toLowerCase(Locale.ROOT)) {
            case "emotion" -> Column.EMOTION;
            case "pixels" -> Column.PIXELS;
            case "usage" -> Column.USAGE;
            default -> Column.OTHER;
          });
    }
    boolean unique =
        found.stream().filter(c -> c != Column.OTHER).distinct().count()
            == found.stream().filter(c -> c != Column.OTHER).count();
    if (!unique || !found.contains(Column.EMOTION) || !found.contains(Column.PIXELS)) {
      from = lines.start();
      to = lines.end();
      throw fault("'" + shortened() + "'", HEADER);
    }
    return found;
  }

  /** Whether there is nothing on the line. */
  boolean isBlank() {
    byte[] line = lines.bytes();
    for (int i = lines.start(); i < lines.end(); i++) {
      if (!isSpace(line[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Parses the line that the reader is at.
   *
   * @throws DatasetException naming file, line, what was found and what was expected
   */
  void parse() {
    begin();
    split = Split.TRAIN;
    int fields = 0;
    while (nextField()) {
      if (fields < columns.size()) {
        switch (columns.get(fields)) {
          case EMOTION -> parseLabel();
          case PIXELS -> parsePixels();
          case USAGE -> parseUsage();
          case OTHER -> {}
        }
      }
      fields++;
    }
    if (fields != columns.size()) {
      throw fault(fields + " fields", columns.size() + " as in the header");
    }
  }

  /** The label of the parsed line, 0 to 6. */
  int label() {
    return label;
  }

  /** The part that the parsed line belongs to. */
  Split split() {
    return split;
  }

  /** The face of the parsed line. */
  FacePixels pixels() {
    return FacePixels.of(side, grey);
  }

  /** A fault of the line at hand. */
  DatasetException fault(String found, String expected) {
    return new DatasetException(file + ":" + lines.number(), found, expected);
  }

  private void parseLabel() {
    if (to - from != 1 || bytes[from] < '0' || bytes[from] > '6') {
      throw fault("emotion '" + shortened() + "'", "0 to 6");
    }
    label = bytes[from] - '0';
  }

  private void parseUsage() {
    split =
        switch (text().toLowerCase(Locale.ROOT)) {
          case "training" -> Split.TRAIN;
          case "publictest" -> Split.VALIDATION;
          case "privatetest" -> Split.TEST;
          default ->
              throw fault("Usage '" + shortened() + "'", "Training, PublicTest or PrivateTest");
        };
  }

  private void parsePixels() {
    int count = 0;
    int at = from;
    while (at < to) {
      int value = 0;
      int first = at;
      while (at < to && bytes[at] != ' ') {
        int digit = bytes[at++] - '0';
        // Stays above 255 once it is there, so that a long number can't wrap around.
        value = digit < 0 || digit > 9 ? 1000 : Math.min(10 * value + digit, 1000);
        if (value > 255) {
          throw pixelFault(count, first);
        }
      }
      if (at > first) {
        if (count < grey.length) {
          grey[count] = (byte) value;
        }
        count++;
      }
      at++;
    }
    if (count != grey.length) {
      throw fault(count + " pixels", grey.length + " (" + side + " x " + side + ")");
    }
  }

  private DatasetException pixelFault(int index, int first) {
    from = first;
    int last = first;
    while (last < to && bytes[last] != ' ') {
      last++;
    }
    to = last;
    return fault("pixel " + (index + 1) + " is '" + shortened() + "'", "0 to 255");
  }

  private void begin() {
    bytes = lines.bytes();
    next = lines.start();
  }

  /** Goes to the next field of the line: trimmed and without its quotes. */
  private boolean nextField() {
    int end = lines.end();
    if (next > end) {
      return false;
    }
    from = next;
    while (from < end && isSpace(bytes[from])) {
      from++;
    }
    if (from < end && bytes[from] == '"') {
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
    // A doubled quote stands for one inside the field (RFC 4180).
    while (at < end && (bytes[at] != '"' || at + 1 < end && bytes[at + 1] == '"')) {
      at += bytes[at] == '"' ? 2 : 1;
    }
    int close = at++;
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
    if (close >= end || at < end && bytes[at] != ',') {
      to = end;
      throw fault("a quoted field without its end: " + shortened(), "a closing quote");
    }
    from++;
    to = close;
    next = at + 1;
  }

  private String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** The field for a message: cut where it is long, and fit for any terminal. */
  private String shortened() {
    int length = Math.min(to - from, 40);
    String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    return text.replaceAll("[^ -~]", "?") + (to - from > length ? "..." : "");
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}
