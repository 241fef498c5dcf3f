package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.FacePixels;
import dev.emotion.image.FaceCropper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Parses the lines of a FER-2013 CSV, one at a time, straight from the bytes. Made on the header
 * line, which says where the columns are.
 */
final class FerCsvRow extends CsvRow {
  /** Of the faces of FER-2013. */
  private static final int FER_SIDE = 48;

  /** What the first line should be. */
  static final String HEADER = "a header such as emotion,pixels,Usage";

  private enum Column {
    EMOTION,
    PIXELS,
    USAGE,
    OTHER
  }

  private final int side;
  private final List<Column> columns;
  private final byte[] grey;
  private final FaceCropper scaler;

  private int count;
  private int label;
  private Split split;

  FerCsvRow(Path file, CsvLines lines, int side) {
    super(file, lines);
    this.side = side;
    int largest = Math.max(side, FER_SIDE);
    this.grey = new byte[largest * largest];
    this.scaler = new FaceCropper(side);
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
      throw fault("'" + shortenedLine() + "'", HEADER);
    }
    return found;
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
          case USAGE -> split = usage();
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

  /** Width and height of the face as the parsed line has it. */
  int side() {
    return count == side * side ? side : FER_SIDE;
  }

  /** The face of the parsed line, scaled as images in folders are. */
  FacePixels pixels() {
    return scaler.whole(FacePixels.of(side(), Arrays.copyOf(grey, count)));
  }

  private void parseLabel() {
    if (to - from != 1 || bytes[from] < '0' || bytes[from] > '6') {
      throw fault("emotion '" + shortened() + "'", "0 to 6");
    }
    label = bytes[from] - '0';
  }

  private void parsePixels() {
    count = 0;
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
    if (count != side * side && count != FER_SIDE * FER_SIDE) {
      throw fault(count + " pixels", side * side + " (" + side + " x " + side + ")");
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
}
