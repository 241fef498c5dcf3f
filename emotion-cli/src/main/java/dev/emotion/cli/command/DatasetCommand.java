package dev.emotion.cli.command;

import dev.emotion.classify.FaceClassifier;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.Evaluator;
import java.util.List;

/** What the commands on labelled faces share. */
abstract class DatasetCommand extends AbstractCommand {

  /** A line for each bad input that was left out. */
  protected final void reportSkipped(EmotionDataset data) {
    data.skipped().forEach(bad -> err().println("emotion: skipped: " + bad));
  }

  /** How a command ended that has done all it should, but for the bad inputs. */
  protected static ExitCode status(EmotionDataset data) {
    return data.skipped().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  /**
   * Measures a classifier, with progress.
   *
   * @param what is done, for the line of progress
   */
  protected final EvaluationReport measure(
      FaceClassifier classifier, List<LabeledFace> faces, String what) {
    ProgressLine progress = progress();
    progress.update(0, faces.size(), what);
    try {
      return new Evaluator(classifier)
          .evaluate(faces, done -> progress.update(done, faces.size(), what));
    } finally {
      progress.finish();
    }
  }
}
