package dev.emotion.report;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.evaluate.ClassMetrics;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.FaceOutcome;
import dev.emotion.evaluate.VotesReport;
import dev.emotion.explain.Explainer;
import dev.emotion.explain.ExplanationImage;
import dev.emotion.model.ModelManifest;
import dev.emotion.system.AtomicFile;
import dev.emotion.system.BuildInfo;
import dev.emotion.text.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** An evaluation as a page: {@code report.html}. */
public final class EvaluationPage {
  /** Faces of a contact sheet. */
  private static final int SHEET = 24;

  private static final int SIDE = 112;
  private static final double[] BOUNDS = {0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};

  private EvaluationPage() {}

  /**
   * What is reported on.
   *
   * @param model its name
   * @param data what it was measured on
   * @param manifest what the model says about itself
   * @param report what was found
   * @param votes the comparison with people's votes, if there are any
   * @param faces in the order of the outcomes
   */
  public record Content(
      String model,
      String data,
      ModelManifest manifest,
      EvaluationReport report,
      Optional<VotesReport> votes,
      List<FacePixels> faces) {

    /** Copies the list. */
    public Content {
      faces = List.copyOf(faces);
    }
  }

  /**
   * Writes the page.
   *
   * @param file appears whole or not at all
   * @param content what it says
   * @param explainer draws the heat-maps; empty for a network that has none
   */
  public static void write(Path file, Content content, Optional<Explainer> explainer) {
    EvaluationReport report = content.report;
    List<String> sections = new ArrayList<>();
    sections.add(Html.wide("Summary", "", Html.figures(summary(report))));
    sections.add(
        Html.section(
            "Confusion matrix",
            "Rows: what the faces are labelled. Columns: what the model says.",
            Charts.matrix(report.confusionMatrix())));
    sections.add(
        Html.section(
            "Classes",
            Html.key("blue", "precision") + Html.key("orange", "recall, with its 95 % interval"),
            Charts.perClass(report) + classes(report)));
    sections.add(
        Html.section(
            "Calibration",
            "Dots on the line: of the faces it is 80 % sure of, it is right about 80 %. Columns:"
                + " how many faces these are. Lines: 95 % intervals.",
            Charts.reliability(report)));
    List<Bound> bounds = bounds(report);
    sections.add(
        Html.section(
            "If it may say “uncertain”",
            "The accuracy on the faces that it still answers. Dots: the bounds of the table.",
            Charts.coverage(report, bounds.stream().map(Bound::point).toList())
                + Html.table(boundRows(bounds))));
    content.votes.ifPresent(
        votes -> {
          sections.add(votes(votes, report));
          sections.add(
              Html.section(
                  "Against people's votes",
                  "Rows: what most people say. Columns: what the model says.",
                  Charts.matrix(votes.plurality())));
        });
    String hint = explainer.isPresent() ? " Beside each face: what spoke for what it said." : "";
    sections.add(
        Html.wide(
            "The surest mistakes",
            "Often the label is the mistake." + hint,
            sheet(content, mistakes(report), explainer)));
    sections.add(
        Html.wide(
            "The closest calls",
            "Right, by the smallest lead over the next class." + hint,
            sheet(content, closeCalls(report), explainer)));
    sections.add(Html.wide("The model", "", Html.properties(card(content))));
    String lead =
        "<p class=\"quiet\">" + Html.escaped(Words.count(report.count(), "face")) + "</p>";
    String foot =
        "Made by emotion " + Html.escaped(BuildInfo.read().version()) + ", emotion evaluate";
    String title = content.model + " on " + content.data;
    AtomicFile.write(file, Html.page(title, lead, "", sections, foot));
  }

  private static List<Html.Figure> summary(EvaluationReport report) {
    return List.of(
        new Html.Figure(
            "Accuracy",
            percent(report.accuracy()),
            String.format(
                Locale.ROOT,
                "%s, %d of %d right",
                report.accuracyInterval().text(1),
                report.correct(),
                report.count())),
        new Html.Figure("Among its first two", percent(report.top2Accuracy()), "top-2 accuracy"),
        new Html.Figure(
            "Mean over the classes",
            percent(report.macro().recall()),
            String.format(Locale.ROOT, "recall; F1 %.3f", report.macro().f1())),
        new Html.Figure(
            "Calibration error",
            String.format(Locale.ROOT, "%.3f", report.expectedCalibrationError()),
            EvaluationReport.CALIBRATION_BINS + " bins"),
        new Html.Figure(
            "Log loss",
            String.format(Locale.ROOT, "%.3f", report.logLoss()),
            String.format(
                Locale.ROOT, "an even guess gets %.3f", Math.log(report.classes().count()))),
        new Html.Figure(
            "Speed",
            String.format(Locale.ROOT, "%.0f", report.imagesPerSecond()),
            "faces a second, encoding and network"));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String classes(EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Class", "Precision", "Recall", "F1"));
    List<ClassMetrics> metrics = report.perClass();
    for (int i = 0; i < metrics.size(); i++) {
      ClassMetrics of = metrics.get(i);
      rows.add(
          List.of(
              report.classes().name(i),
              percent(of.precision()),
              percent(of.recall()),
              String.format(Locale.ROOT, "%.3f", of.f1())));
    }
    return Html.table(rows);
  }

  /**
   * A value of {@code --min-confidence}.
   *
   * @param confidence the value
   * @param answered how many faces it answers
   * @param right how many of these it answers right
   * @param count of all faces
   */
  private record Bound(double confidence, int answered, int right, int count) {
    Svg.Point point() {
      return new Svg.Point((double) answered / count, (double) right / answered);
    }
  }

  private static List<Bound> bounds(EvaluationReport report) {
    List<Bound> bounds = new ArrayList<>();
    for (double bound : BOUNDS) {
      List<FaceOutcome> answered =
          report.outcomes().stream().filter(o -> o.scores().confidence() >= bound).toList();
      int right = (int) answered.stream().filter(FaceOutcome::isCorrect).count();
      if (!answered.isEmpty()) {
        bounds.add(new Bound(bound, answered.size(), right, report.count()));
      }
    }
    return bounds;
  }

  private static List<List<String>> boundRows(List<Bound> bounds) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("--min-confidence", "answered", "of these right"));
    for (Bound bound : bounds) {
      rows.add(
          List.of(
              Plot.number(bound.confidence),
              percent(bound.point().x()),
              percent(bound.point().y())));
    }
    return rows;
  }

  private static String votes(VotesReport votes, EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "faces", "right"));
    rows.add(List.of("as labelled", Integer.toString(report.count()), percent(report.accuracy())));
    rows.add(
        List.of(
            "as most people say",
            Long.toString(votes.plurality().total()),
            percent(votes.plurality().accuracy())));
    rows.add(
        List.of(
            "where both agree",
            Long.toString(votes.bothAgree().total()),
            percent(votes.bothAgree().accuracy())));
    return Html.section(
        "What people say",
        "Votes on "
            + votes.matched()
            + " of the faces. Only those on which one answer leads count.",
        Html.table(rows));
  }

  private static List<Integer> mistakes(EvaluationReport report) {
    List<FaceOutcome> outcomes = report.outcomes();
    return IntStream.range(0, outcomes.size())
        .filter(i -> !outcomes.get(i).isCorrect())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -outcomes.get(i).scores().confidence()))
        .limit(SHEET)
        .toList();
  }

  private static List<Integer> closeCalls(EvaluationReport report) {
    List<FaceOutcome> outcomes = report.outcomes();
    return IntStream.range(0, outcomes.size())
        .filter(i -> outcomes.get(i).isCorrect())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> lead(outcomes.get(i).scores())))
        .limit(SHEET)
        .toList();
  }

  private static int second(EmotionScores scores) {
    return IntStream.range(0, scores.classes().count())
        .filter(c -> c != scores.best())
        .boxed()
        .max(Comparator.comparingDouble(scores::probability))
        .orElse(scores.best());
  }

  private static double lead(EmotionScores scores) {
    return scores.confidence() - scores.probability(second(scores));
  }

  private static String sheet(Content content, List<Integer> shown, Optional<Explainer> explainer) {
    if (shown.isEmpty()) {
      return "<p>None.</p>\n";
    }
    StringBuilder sheet = new StringBuilder("<div class=\"sheet\">\n");
    for (int i : shown) {
      FaceOutcome outcome = content.report.outcomes().get(i);
      FacePixels face = content.faces.get(i);
      String images = Html.image(ExplanationImage.grey(face, SIDE), "a face");
      if (explainer.isPresent()) {
        int[] overlay =
            ExplanationImage.overlay(
                face,
                explainer.get().explain(List.of(face)).get(0).maps().get(outcome.predicted()),
                SIDE);
        images += Html.image(overlay, "what spoke for it");
      }
      sheet.append("<figure><div>").append(images).append("</div><figcaption>");
      sheet.append(caption(outcome)).append("</figcaption></figure>\n");
    }
    return sheet.append("</div>\n").toString();
  }

  private static String caption(FaceOutcome outcome) {
    EmotionScores scores = outcome.scores();
    boolean right = outcome.isCorrect();
    int other = right ? second(scores) : outcome.actual();
    return "<b class=\"%s\">%s %s</b><br>%s %s %s<br>%s"
        .formatted(
            right ? "good" : "bad",
            Html.escaped(scores.classes().name(scores.best())),
            percent(scores.confidence()),
            right ? "before" : "labelled",
            Html.escaped(scores.classes().name(other)),
            percent(scores.probability(other)),
            Html.escaped(outcome.origin()));
  }

  /** What the model says about itself. */
  private static Map<String, String> card(Content content) {
    ModelManifest manifest = content.manifest;
    Map<String, String> card = new LinkedHashMap<>();
    card.put("Model", content.model);
    card.put("Classes", String.join(", ", manifest.classes().names()));
    int side = manifest.input().side();
    card.put(
        "Input",
        String.format(
            Locale.ROOT,
            "%d x %d grey pixels, (pixel - %s) / %s",
            side,
            side,
            Plot.number(manifest.input().mean()),
            Plot.number(manifest.input().scale())));
    String design =
        manifest
            .design()
            .map(d -> d.architecture().id() + ", width " + d.width())
            .orElse("of its own, " + manifest.network().layers().size() + " layers");
    card.put(
        "Network",
        String.format(Locale.ROOT, "%s, %,d weights", design, manifest.network().weights()));
    card.put("Epochs", Integer.toString(manifest.epoch()));
    card.put("Temperature", Plot.number(manifest.temperature()));
    manifest.metrics().forEach((name, value) -> card.put(name, Plot.number(value)));
    card.putAll(manifest.provenance());
    return card;
  }
}
