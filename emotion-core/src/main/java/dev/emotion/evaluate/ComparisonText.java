package dev.emotion.evaluate;

import dev.emotion.dataset.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison of two models for a reader. */
public final class ComparisonText {
  private ComparisonText() {}

  /**
   * The whole report: both accuracies, McNemar's test, who was right of what, and the classes.
   *
   * @param comparison what was found
   * @param title what was compared on what; stands first
   * @param votes of the same faces, if there are any
   * @return lines, each ended by a line feed
   */
  public static String of(ModelComparison comparison, String title, Optional<Votes> votes) {
    PairedCounts counts = comparison.counts();
    int same = comparison.count() - comparison.differences().size();
    StringBuilder text = new StringBuilder(title).append("\n\n");
    text.append(EvaluationText.accuracy("Accuracy of A", comparison.a()));
    text.append(EvaluationText.accuracy("Accuracy of B", comparison.b()));
    text.append(
        format(
            "B minus A          %+.2f points  (McNemar's exact p %s)\n",
            100.0 * (counts.rightB() - counts.rightA()) / comparison.count(), p(counts)));
    text.append(
        format(
            "Same answer        %.2f %%  (%d of %d)\n",
            100.0 * same / comparison.count(), same, comparison.count()));
    votes.ifPresent(
        people -> {
          text.append(plurality("Plurality, A", comparison.a(), people));
          text.append(plurality("Plurality, B", comparison.b(), people));
        });
    return text.append('\n')
        .append(EvaluationText.table(fourfold(counts)))
        .append('\n')
        .append(EvaluationText.table(classRows(comparison)))
        .append("\np: the chance of a difference at least as large, were both equally good\n")
        .toString();
  }

  private static String plurality(String name, EvaluationReport report, Votes votes) {
    return EvaluationText.right(name, VotesReport.of(report, votes).plurality());
  }

  private static List<List<String>> fourfold(PairedCounts counts) {
    return List.of(
        List.of("", "B right", "B wrong"),
        List.of("A right", count(counts.bothRight()), count(counts.onlyA())),
        List.of("A wrong", count(counts.onlyB()), count(counts.bothWrong())));
  }

  private static List<List<String>> classRows(ModelComparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "Class",
            "Faces",
            "A right",
            "B right",
            "Both right",
            "Only A",
            "Only B",
            "Both wrong",
            "p"));
    for (int label = 0; label < comparison.classes().count(); label++) {
      rows.add(row(comparison.classes().name(label), comparison.counts(label)));
    }
    rows.add(row("all", comparison.counts()));
    return rows;
  }

  private static List<String> row(String name, PairedCounts counts) {
    return List.of(
        name,
        count(counts.total()),
        count(counts.rightA()),
        count(counts.rightB()),
        count(counts.bothRight()),
        count(counts.onlyA()),
        count(counts.onlyB()),
        count(counts.bothWrong()),
        p(counts));
  }

  private static String count(long faces) {
    return Long.toString(faces);
  }

  private static String p(PairedCounts counts) {
    double p = counts.mcNemarP();
    return p < 0.0001 ? "<0.0001" : format("%.4f", p);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
