package dev.emotion.cli.command;

import dev.emotion.FacePixels;
import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.report.TrainingPage;
import dev.emotion.text.Words;
import dev.emotion.train.EpochSummary;
import dev.emotion.train.TrainingCurves;
import dev.emotion.train.TrainingListener;
import dev.emotion.train.TrainingResult;
import dev.emotion.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells the user how training goes, draws curves and report, and asks for Ctrl-C. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final ProgressLine line;
  private final TrainingSettings settings;
  private final String design;
  private final Path curves;
  private final TrainingPage page;
  private TrainingResult drawn;

  /**
   * The progress of a run.
   *
   * @param line where to tell
   * @param settings of the run
   * @param design the network's name in messages
   * @param folder of curves.png and report.html, made anew after each epoch
   */
  TrainingProgress(ProgressLine line, TrainingSettings settings, String design, Path folder) {
    this.line = line;
    this.settings = settings;
    this.design = design;
    this.curves = folder.resolve("curves.png");
    this.page =
        new TrainingPage(
            folder.resolve("report.html"),
            "Training: " + folder.getFileName(),
            settings.schedule().epochs());
  }

  /**
   * Draws them if no epoch was run: a finished run may have been killed before its last ones.
   *
   * @param result of the run
   */
  void ensureCurves(TrainingResult result) {
    if (drawn == null) {
      draw(result);
    }
  }

  /** The run ended, maybe before its last epoch: then the page says so, and waits no longer. */
  @Override
  public void close() {
    if (drawn != null && !drawn.finished()) {
      page.writeStopped(drawn);
    }
  }

  private void draw(TrainingResult result) {
    TrainingCurves.write(result.history(), curves);
    page.write(result);
    drawn = result;
  }

  @Override
  public void started(int epochsDone, long parameters) {
    page.resumedAfter(epochsDone);
    line.line(
        String.format(
            Locale.ROOT,
            "%s with %,d weights%s",
            design,
            parameters,
            epochsDone > 0 ? "; going on after epoch " + epochsDone : ""));
  }

  @Override
  public void stepped(int epoch, int done, int total, double loss, double accuracy) {
    line.update(
        (epoch - 1L) * total + done,
        (long) settings.schedule().epochs() * total,
        String.format(
            Locale.ROOT,
            "epoch %d/%d: loss %.3f, accuracy %.1f %%",
            epoch,
            settings.schedule().epochs(),
            loss,
            100 * accuracy));
  }

  @Override
  public void begun(List<FacePixels> faces) {
    page.show(faces);
  }

  @Override
  public void validated(int epoch, EvaluationReport report) {
    page.add(epoch, report);
  }

  @Override
  public void epochDone(TrainingResult result) {
    draw(result);
    EpochSummary e = result.last();
    line.line(
        String.format(
            Locale.ROOT,
            "epoch %d/%d: train %.2f %% (loss %.4f), validation %.2f %% (loss %.4f), "
                + "rate %.2g, %.0f images/s, %.0f s, %s",
            e.epoch(),
            settings.schedule().epochs(),
            100 * e.trainAccuracy(),
            e.trainLoss(),
            100 * e.validationAccuracy(),
            e.validationLoss(),
            e.learningRate(),
            e.imagesPerSecond(),
            e.seconds(),
            sinceBest(result)));
  }

  private static String sinceBest(TrainingResult result) {
    int since = result.last().epoch() - result.best().epoch();
    return since == 0 ? "best so far" : "best " + Words.count(since, "epoch") + " ago";
  }

  @Override
  public boolean stopRequested() {
    return Interruption.requested();
  }
}
