package dev.emotion.report;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.draw.EmotionColors;
import dev.emotion.evaluate.ClassMetrics;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.explain.ExplanationImage;
import dev.emotion.system.AtomicFile;
import dev.emotion.text.Words;
import dev.emotion.train.EpochSummary;
import dev.emotion.train.TrainingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A training as a page: {@code report.html} of the run directory, written again after each epoch.
 * While it runs, the page loads itself again. What only this process has seen (the faces of its
 * first batch, recalls, the confusion matrix) is not known of epochs before a resumed run.
 */
public final class TrainingPage {
  /** Varied faces that are shown, at most. */
  private static final int FACES = 32;

  /** Colours of the curves, those of curves.png. */
  private static final String TRAIN = "blue";

  private static final String VALIDATION = "orange";

  private static final int SIDE = 80;
  private static final int REFRESH_SECONDS = 15;

  private enum State {
    RUNNING,
    STOPPED,
    FINISHED
  }

  private final Path file;
  private final String title;
  private final int epochs;

  /** Of each class, by epoch. */
  private final SortedMap<Integer, List<Double>> recalls = new TreeMap<>();

  private EvaluationReport best;
  private int bestEpoch;
  private List<FacePixels> faces = List.of();
  private int resumedAfter;

  /**
   * The page of a run.
   *
   * @param file appears whole or not at all
   * @param title its heading
   * @param epochs the run has at most
   */
  public TrainingPage(Path file, String title, int epochs) {
    this.file = file;
    this.title = title;
    this.epochs = epochs;
  }

  /**
   * Remembers where the run goes on.
   *
   * @param epochsDone by an earlier process, 0 for a new run
   */
  public void resumedAfter(int epochsDone) {
    resumedAfter = epochsDone;
  }

  /**
   * Remembers faces of the first batch.
   *
   * @param batch varied as the network gets them
   */
  public void show(List<FacePixels> batch) {
    faces = List.copyOf(batch.subList(0, Math.min(FACES, batch.size())));
  }

  /**
   * Remembers what an epoch reached on the validation part.
   *
   * @param epoch counted from 1
   * @param report what was found
   */
  public void add(int epoch, EvaluationReport report) {
    recalls.put(epoch, report.perClass().stream().map(ClassMetrics::recall).toList());
    if (best == null || report.accuracy() > best.accuracy()) {
      best = report;
      bestEpoch = epoch;
    }
  }

  /**
   * Writes the page of a run that goes on, or is finished.
   *
   * @param result of the run so far, at least one epoch
   */
  public void write(TrainingResult result) {
    write(result, result.finished() ? State.FINISHED : State.RUNNING);
  }

  /**
   * Writes the page of a run that was stopped before its end.
   *
   * @param result of the run so far, at least one epoch
   */
  public void writeStopped(TrainingResult result) {
    write(result, State.STOPPED);
  }

  private void write(TrainingResult result, State state) {
    List<EpochSummary> history = result.history();
    List<String> sections = new ArrayList<>();
    sections.add(Html.wide("So far", "", Html.figures(figures(result, state))));
    sections.add(
        Html.section(
            "Accuracy",
            keys("best epoch: dashed"),
            curves(result, EpochSummary::trainAccuracy, EpochSummary::validationAccuracy, true)));
    sections.add(
        Html.section(
            "Loss",
            keys("in nats"),
            curves(result, EpochSummary::trainLoss, EpochSummary::validationLoss, false)));
    sections.add(Html.section("Learning rate", "", rates(result)));
    if (best != null) {
      sections.add(
          Html.section(
              "Recall of each class", classKeys(best.classes()), recallCurves(best.classes())));
    }
    if (bestEpoch == result.best().epoch()) {
      sections.add(
          Html.section(
              "Confusion matrix of the best epoch",
              "On the validation faces. Rows: what they are labelled.",
              Charts.matrix(best.confusionMatrix())));
      sections.add(
          Html.section(
              "Classes in the best epoch",
              Html.key("blue", "precision") + Html.key("orange", "recall, with its 95 % interval"),
              Charts.perClass(best)));
    }
    if (!faces.isEmpty()) {
      StringBuilder sheet = new StringBuilder("<div class=\"sheet small\">\n");
      for (FacePixels face : faces) {
        String image = Html.image(ExplanationImage.grey(face, SIDE), "a varied face");
        sheet.append("<figure><div>").append(image).append("</div></figure>\n");
      }
      sections.add(Html.wide("The first batch, as the network gets it", "", sheet + "</div>\n"));
    }
    String refresh =
        state == State.RUNNING
            ? "<meta http-equiv=\"refresh\" content=\"" + REFRESH_SECONDS + "\">\n"
            : "";
    String lead =
        String.format(
            Locale.ROOT,
            "<p class=\"quiet\">epoch %d of at most %d, %s%s</p>",
            history.size(),
            epochs,
            state.name().toLowerCase(Locale.ROOT),
            resumedAfter == 0
                ? ""
                : "; resumed after epoch "
                    + resumedAfter
                    + ": recalls, matrix and faces are of the epochs since");
    AtomicFile.write(
        file, Html.page(title, lead, refresh, sections, "Made by emotion train after each epoch"));
  }

  private static String keys(String more) {
    return Html.key(TRAIN, "training") + Html.key(VALIDATION, "validation") + " (" + more + ")";
  }

  private List<Html.Figure> figures(TrainingResult result, State state) {
    EpochSummary kept = result.best();
    EpochSummary last = result.last();
    List<Html.Figure> figures = new ArrayList<>();
    String interval = bestEpoch == kept.epoch() ? best.accuracyInterval().text(1) : "";
    figures.add(
        new Html.Figure("Best validation accuracy", percent(kept.validationAccuracy()), interval));
    figures.add(
        new Html.Figure(
            "Best epoch",
            Integer.toString(kept.epoch()),
            Words.count(last.epoch() - kept.epoch(), "epoch") + " ago"));
    figures.add(
        new Html.Figure(
            "Last epoch",
            percent(last.validationAccuracy()),
            "training " + percent(last.trainAccuracy())));
    figures.add(
        new Html.Figure(
            "Speed",
            String.format(Locale.ROOT, "%.0f", last.imagesPerSecond()),
            String.format(Locale.ROOT, "faces a second, %.0f s an epoch", last.seconds())));
    figures.add(
        switch (state) {
          case FINISHED -> new Html.Figure("Time left", "none", ended(result));
          case RUNNING -> new Html.Figure("Time left", timeLeft(result), "at most");
          case STOPPED -> new Html.Figure("Time left", timeLeft(result), "with --resume, at most");
        });
    return figures;
  }

  private String ended(TrainingResult result) {
    return result.last().epoch() < epochs ? "stopped early" : "all epochs done";
  }

  /** By the mean of the last few epochs. */
  private String timeLeft(TrainingResult result) {
    List<EpochSummary> history = result.history();
    double mean =
        history.subList(Math.max(0, history.size() - 5), history.size()).stream()
            .mapToDouble(EpochSummary::seconds)
            .average()
            .orElse(0);
    Duration left = Duration.ofSeconds(Math.round(mean * (epochs - history.size())));
    return left.toMinutes() < 2
        ? left.toSeconds() + " s"
        : left.toHours() < 2 ? left.toMinutes() + " min" : left.toHours() + " h";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static Plot.Range across(List<EpochSummary> history) {
    return new Plot.Range(1, Math.max(2, history.size()));
  }

  /** Whole epochs only. */
  private static String epoch(double tick) {
    return tick == Math.rint(tick) ? Plot.number(tick) : "";
  }

  private static String curves(
      TrainingResult result,
      ToDoubleFunction<EpochSummary> train,
      ToDoubleFunction<EpochSummary> validation,
      boolean shares) {
    List<EpochSummary> history = result.history();
    Plot.Range up =
        Plot.Range.around(
            Stream.of(train, validation)
                .flatMapToDouble(value -> history.stream().mapToDouble(value)));
    Plot plot = new Plot(shares ? "Accuracy by epoch" : "Loss by epoch", across(history), up);
    plot.axes("epoch", TrainingPage::epoch, shares ? Plot::percent : Plot::number);
    plot.mark(result.best().epoch());
    plot.curve(points(history, train), TRAIN);
    plot.curve(points(history, validation), VALIDATION);
    plot.dot(result.best().epoch(), validation.applyAsDouble(result.best()), VALIDATION);
    return plot.svg().toString();
  }

  private static String rates(TrainingResult result) {
    List<EpochSummary> history = result.history();
    Plot.Range up = Plot.Range.around(history.stream().mapToDouble(EpochSummary::learningRate));
    Plot plot = new Plot("Learning rate by epoch", across(history), up);
    plot.axes("epoch", TrainingPage::epoch, Plot::number);
    plot.curve(points(history, EpochSummary::learningRate), "blue");
    return plot.svg().toString();
  }

  private static List<Svg.Point> points(
      List<EpochSummary> history, ToDoubleFunction<EpochSummary> value) {
    return history.stream()
        .filter(epoch -> Double.isFinite(value.applyAsDouble(epoch)))
        .map(epoch -> new Svg.Point(epoch.epoch(), value.applyAsDouble(epoch)))
        .toList();
  }

  private static String classKeys(EmotionClasses classes) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < classes.count(); i++) {
      keys.append(Html.key(EmotionColors.of(classes, i), classes.name(i))).append(' ');
    }
    return keys.toString();
  }

  private String recallCurves(EmotionClasses classes) {
    double first = recalls.firstKey();
    Plot plot =
        new Plot(
            "Recall of each class by epoch",
            new Plot.Range(first, Math.max(first + 1, recalls.lastKey())),
            new Plot.Range(0, 1));
    plot.axes("epoch", TrainingPage::epoch, Plot::percent);
    List<List<Svg.Point>> curves = new ArrayList<>(Collections.nCopies(classes.count(), null));
    curves.replaceAll(none -> new ArrayList<>());
    recalls.forEach(
        (epoch, shares) -> {
          for (int i = 0; i < shares.size(); i++) {
            curves.get(i).add(new Svg.Point(epoch, shares.get(i)));
          }
        });
    for (int i = 0; i < curves.size(); i++) {
      plot.curve(curves.get(i), EmotionColors.of(classes, i));
    }
    return plot.svg().toString();
  }
}
