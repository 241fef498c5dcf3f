package dev.emotion.evaluate;

import dev.emotion.system.AtomicFile;
import dev.emotion.text.Csv;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was said of every face of an evaluation, as CSV. */
public final class EvaluationCsv {
  private EvaluationCsv() {}

  /**
   * Writes {@code id,actual,predicted} and a column of probabilities for each class; one row per
   * face, in the order of the data. Probabilities have nine significant digits, which is all that a
   * 32-bit float holds.
   *
   * @param file appears whole or not at all
   * @param report what was found
   */
  public static void write(Path file, EvaluationReport report) {
    List<String> header = new ArrayList<>(List.of("id", "actual", "predicted"));
    header.addAll(report.classes().names());
    AtomicFile.write(
        file,
        out -> {
          out.write(Csv.row(header).getBytes(StandardCharsets.UTF_8));
          for (FaceOutcome outcome : report.outcomes()) {
            out.write(Csv.row(fields(outcome)).getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private static List<String> fields(FaceOutcome outcome) {
    List<String> fields = new ArrayList<>();
    fields.add(outcome.origin());
    fields.add(outcome.scores().classes().name(outcome.actual()));
    fields.add(outcome.scores().emotion());
    for (double probability : outcome.scores().probabilities()) {
      fields.add(String.format(Locale.ROOT, "%.9g", probability));
    }
    return fields;
  }
}
