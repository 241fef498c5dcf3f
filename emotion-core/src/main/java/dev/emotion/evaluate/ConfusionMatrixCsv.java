package dev.emotion.evaluate;

import dev.emotion.system.AtomicFile;
import dev.emotion.text.Csv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A confusion matrix as CSV. */
public final class ConfusionMatrixCsv {
  private ConfusionMatrixCsv() {}

  /**
   * Writes the counts: a row for each actual class, a column for each predicted one, both named.
   *
   * @param file appears whole or not at all
   * @param matrix the counts
   */
  public static void write(Path file, ConfusionMatrix matrix) {
    List<String> names = matrix.classes().names();
    List<String> header = new ArrayList<>(List.of("actual/predicted"));
    header.addAll(names);
    StringBuilder csv = new StringBuilder(Csv.row(header));
    for (int i = 0; i < names.size(); i++) {
      List<String> row = new ArrayList<>(List.of(names.get(i)));
      matrix.rows().get(i).forEach(count -> row.add(count.toString()));
      csv.append(Csv.row(row));
    }
    AtomicFile.write(file, csv.toString());
  }
}
