package dev.emotion.keras;

import dev.emotion.EmotionClasses;
import dev.emotion.ModelException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What Keras said of some images: a CSV with a header, {@code id} (an image's path, from the CSV's
 * folder on) and a column for each class. Other columns are ignored.
 */
public final class KerasAnswers {
  private static final String EXPECTED =
      "a header with id and a column for each class, then an image a line";
  private static final long MAX_BYTES = 1L << 28;

  private KerasAnswers() {}

  /**
   * An image, and what Keras said of it.
   *
   * @param image its file
   * @param values of the classes, in the model's order: probabilities, or logits where the model
   *     ends in these
   */
  public record Answer(Path image, List<Double> values) {
    /** Copies the list. */
    public Answer {
      values = List.copyOf(values);
    }
  }

  /**
   * Reads a file.
   *
   * @param file the CSV
   * @param classes of the model
   * @return the answers, one or more
   * @throws ModelException if it isn't such a CSV
   */
  public static List<Answer> read(Path file, EmotionClasses classes) {
    List<String> lines = lines(file);
    List<String> header =
        lines.isEmpty() ? List.of() : fields(lines.get(0).replaceFirst("^\uFEFF", ""));
    int id = header.indexOf("id");
    int[] columns = new int[classes.count()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = column(header, classes, c);
      if (columns[c] < 0 || id < 0) {
        throw new ModelException(
            file + ":1", columns[c] < 0 ? "no column " + classes.name(c) : "no id", EXPECTED);
      }
    }
    Path folder = file.toAbsolutePath().getParent();
    List<Answer> answers = new ArrayList<>();
    for (int number = 1; number < lines.size(); number++) {
      if (!lines.get(number).isBlank()) {
        String where = file + ":" + (number + 1);
        answers.add(answer(fields(lines.get(number)), id, columns, folder, where));
      }
    }
    if (answers.isEmpty()) {
      throw new ModelException(file.toString(), "no answers", EXPECTED);
    }
    return answers;
  }

  private static List<String> lines(Path file) {
    String where = file.toString();
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelException(where, "more than " + (MAX_BYTES >> 20) + " MiB", EXPECTED);
      }
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new ModelException(where, "no text in UTF-8", EXPECTED, e);
    } catch (IOException e) {
      throw new ModelException(where, "can't be read (" + e.getMessage() + ")", EXPECTED, e);
    }
  }

  private static int column(List<String> header, EmotionClasses classes, int index) {
    for (int i = 0; i < header.size(); i++) {
      if (classes.indexOf(header.get(i)).equals(OptionalInt.of(index))) {
        return i;
      }
    }
    return -1;
  }

  private static Answer answer(
      List<String> fields, int id, int[] columns, Path folder, String where) {
    List<Double> values = new ArrayList<>();
    try {
      for (int column : columns) {
        values.add(Double.valueOf(fields.get(column)));
      }
      return new Answer(folder.resolve(fields.get(id)), values);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ModelException(where, "fields missing, or no numbers", EXPECTED, e);
    }
  }

  /** The fields of a line; those in quotes may have commas and doubled quotes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append(line.charAt(i++));
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
