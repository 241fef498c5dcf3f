package dev.emotion.evaluate;

import dev.emotion.dataset.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a model's answers compare with what people say of the same faces. Only faces count on which
 * people have a plurality, an answer with more votes than any other, that is one of the model's
 * classes.
 *
 * @param matched the number of faces that people were asked about, plurality or not
 * @param plurality rows: what most people say; columns: what the model says
 * @param bothAgree the same where the label is the plurality, so that it is no accident
 */
public record VotesReport(int matched, ConfusionMatrix plurality, ConfusionMatrix bothAgree) {

  /**
   * Compares.
   *
   * @param report what the model said
   * @param votes on these faces, or some of them
   * @return the comparison
   */
  public static VotesReport of(EvaluationReport report, Votes votes) {
    int matched = 0;
    List<FaceOutcome> byPlurality = new ArrayList<>();
    List<FaceOutcome> agreed = new ArrayList<>();
    for (FaceOutcome outcome : report.outcomes()) {
      matched += votes.has(outcome.origin()) ? 1 : 0;
      OptionalInt plurality = votes.plurality(outcome.origin(), report.classes());
      if (plurality.isPresent()) {
        byPlurality.add(new FaceOutcome(outcome.origin(), plurality.getAsInt(), outcome.scores()));
        if (plurality.getAsInt() == outcome.actual()) {
          agreed.add(outcome);
        }
      }
    }
    return new VotesReport(
        matched,
        ConfusionMatrix.of(report.classes(), byPlurality),
        ConfusionMatrix.of(report.classes(), agreed));
  }

  /**
   * The share of the faces said to be of one class that are of another to people.
   *
   * @param said class index: what the model says
   * @param people class index: what most people say
   * @return 0..1; 0 where the model never says it
   */
  public double share(int said, int people) {
    long faces = plurality.predicted(said);
    return faces == 0 ? 0 : (double) plurality.count(people, said) / faces;
  }
}
