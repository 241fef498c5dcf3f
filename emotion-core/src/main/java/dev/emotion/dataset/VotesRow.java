package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Parses the lines of a file of votes, one at a time. Made on the header line, which says where the
 * columns are.
 */
final class VotesRow extends CsvRow {
  private static final String NAME = "name";
  private static final String USAGE = "usage";
  private static final String MATCH = "ferplus_row";
  private static final String NO_MATCH = "-1";

  /** What the first line should be. */
  static final String HEADER =
      "Usage or name, and a column for each of " + String.join(",", Votes.COLUMNS);

  private final List<String> columns = new ArrayList<>();
  private String name;
  private Split split;
  private boolean voted;
  private int[] counts;

  VotesRow(Path file, CsvLines lines) {
    super(file, lines);
    begin();
    while (nextField()) {
      columns.add(text().toLowerCase(Locale.ROOT));
    }
    boolean unique = new HashSet<>(columns).size() == columns.size();
    boolean joined = columns.contains(NAME) != columns.contains(USAGE);
    boolean whole =
        columns.containsAll(Votes.COLUMNS.stream().map(c -> c.toLowerCase(Locale.ROOT)).toList());
    if (!unique || !joined || !whole) {
      throw fault("'" + shortenedLine() + "'", HEADER);
    }
  }

  /** Whether a row belongs to the image that it names, or to the same row of the data. */
  boolean isByName() {
    return columns.contains(NAME);
  }

  /**
   * Parses the line that the reader is at.
   *
   * @throws DatasetException naming file, line, what was found and what was expected
   */
  void parse() {
    begin();
    voted = true;
    counts = new int[Votes.COLUMNS.size()];
    DatasetException noNumber = null;
    int fields = 0;
    while (nextField()) {
      String column = fields < columns.size() ? columns.get(fields) : "";
      switch (column) {
        case NAME -> name = Votes.key(text());
        case USAGE -> split = usage();
        case MATCH -> voted = !text().equals(NO_MATCH);
        default -> {
          int index = column(column);
          if (index >= 0 && text().matches("\\d{1,4}")) {
            counts[index] = Integer.parseInt(text());
          } else if (index >= 0 && noNumber == null) {
            noNumber = fault(column + " '" + shortened() + "'", "a number of votes");
          }
        }
      }
      fields++;
    }
    if (fields != columns.size()) {
      throw fault(fields + " fields", columns.size() + " as in the header");
    }
    if (voted && noNumber != null) {
      throw noNumber;
    }
  }

  private static int column(String name) {
    for (int i = 0; i < Votes.COLUMNS.size(); i++) {
      if (Votes.COLUMNS.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The image of the parsed line, where votes are by name. */
  String name() {
    return name;
  }

  /** The part of the parsed line, where votes are row by row. */
  Split split() {
    return split;
  }

  /** Whether people were asked about the face of the parsed line. */
  boolean voted() {
    return voted;
  }

  /** The votes of the parsed line, in the order of {@link Votes#COLUMNS}; a new array. */
  int[] counts() {
    return counts;
  }
}
