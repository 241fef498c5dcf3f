package dev.emotion.text;

import dev.emotion.DetectedFace;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them, with a line feed after each row. */
public final class Csv {
  private Csv() {}

  /**
   * One row.
   *
   * @param fields any text; quoted where it holds a comma, a quote or a line break
   * @return the row with its line end
   */
  public static String row(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\n"));
  }

  /** The columns that a detector fills; {@link #detection} has their values. */
  public static final List<String> DETECTION = List.of("score", "roll");

  /** How sure the detector is, and by how many degrees the head leans, empty where unknown. */
  public static List<String> detection(DetectedFace face) {
    return List.of(
        String.format(Locale.ROOT, "%.6f", face.score()),
        face.landmarks().map(l -> String.format(Locale.ROOT, "%.1f", l.roll())).orElse(""));
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
