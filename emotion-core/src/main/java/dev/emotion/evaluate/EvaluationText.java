package dev.emotion.evaluate;

import dev.emotion.EmotionClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An evaluation for a reader. */
public final class EvaluationText {
  private EvaluationText() {}

  /**
   * The whole report: the measures, a table of classes, the confusion matrix, and what people say.
   *
   * @param report what was found
   * @param title what was measured on what; the first line
   * @param votes the comparison with people's votes, if there are any
   * @return lines, each ended by a line feed
   */
  public static String of(EvaluationReport report, String title, Optional<VotesReport> votes) {
    List<List<String>> measures =
        List.of(
            List.of("Top-2 accuracy", format("%.2f %%", 100 * report.top2Accuracy())),
            List.of("Log loss", format("%.4f", report.logLoss())),
            List.of("Calibration error", format("%.4f", report.expectedCalibrationError())),
            List.of(
                "Speed", format("%.1f images/s (encoding and network)", report.imagesPerSecond())));
    StringBuilder text = new StringBuilder(title).append("\n\n");
    text.append(accuracy("Accuracy", report));
    for (List<String> measure : measures) {
      text.append(format("%-19s%s\n", measure.get(0), measure.get(1)));
    }
    return text.append('\n')
        .append(table(classRows(report)))
        .append("\nConfusion matrix (rows actual, columns predicted)\n")
        .append(table(matrixRows(report.confusionMatrix())))
        .append(votes.map(people -> votes(people, report.count())).orElse(""))
        .toString();
  }

  /** A line on the accuracy. */
  static String accuracy(String name, EvaluationReport report) {
    return format(
        "%-19s%.2f %%  (%s; %d of %d right)\n",
        name,
        100 * report.accuracy(),
        report.accuracyInterval().text(2),
        report.correct(),
        report.count());
  }

  private static String votes(VotesReport votes, int faces) {
    return format("\nPeople's votes on %d of %d faces\n", votes.matched(), faces)
        + right("Right by plurality", votes.plurality())
        + right("Where label agrees", votes.bothAgree())
        + "\nWhat most people say of the faces said to be of a class, %\n"
        + table(saidRows(votes));
  }

  /** A line on the share of faces classified correctly. */
  static String right(String name, ConfusionMatrix matrix) {
    return format(
        "%-19s%.2f %%  (%d of %d)\n",
        name, 100 * matrix.accuracy(), matrix.correct(), matrix.total());
  }

  private static List<List<String>> saidRows(VotesReport votes) {
    EmotionClasses classes = votes.plurality().classes();
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("Said", "Faces"));
    header.addAll(classes.names());
    rows.add(header);
    for (int said = 0; said < classes.count(); said++) {
      long faces = votes.plurality().predicted(said);
      List<String> row = new ArrayList<>(List.of(classes.name(said), Long.toString(faces)));
      for (int people = 0; people < classes.count(); people++) {
        row.add(faces == 0 ? "-" : format("%.1f", 100 * votes.share(said, people)));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<List<String>> classRows(EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Class", "Precision", "Recall", "F1", "Support"));
    List<ClassMetrics> perClass = report.perClass();
    for (int i = 0; i < perClass.size(); i++) {
      ClassMetrics m = perClass.get(i);
      rows.add(row(report.classes().name(i), m.precision(), m.recall(), m.f1(), m.support()));
    }
    MeanMetrics macro = report.macro();
    MeanMetrics weighted = report.weighted();
    rows.add(row("macro mean", macro.precision(), macro.recall(), macro.f1(), report.count()));
    rows.add(
        row(
            "weighted mean",
            weighted.precision(),
            weighted.recall(),
            weighted.f1(),
            report.count()));
    return rows;
  }

  private static List<String> row(
      String name, double precision, double recall, double f1, long support) {
    return List.of(
        name,
        format("%.4f", precision),
        format("%.4f", recall),
        format("%.4f", f1),
        Long.toString(support));
  }

  private static List<List<String>> matrixRows(ConfusionMatrix matrix) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(""));
    header.addAll(matrix.classes().names());
    rows.add(header);
    for (int i = 0; i < matrix.classes().count(); i++) {
      List<String> row = new ArrayList<>(List.of(matrix.classes().name(i)));
      matrix.rows().get(i).forEach(count -> row.add(count.toString()));
      rows.add(row);
    }
    return rows;
  }

  /** Columns as wide as their widest cell, the first aligned left, the others right. */
  static String table(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        int index = column;
        int width = rows.stream().mapToInt(r -> width(r.get(index))).max().orElse(0);
        String cell = row.get(column);
        String space = " ".repeat(width - width(cell));
        text.append(column == 0 ? cell + space : "  " + space + cell);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
