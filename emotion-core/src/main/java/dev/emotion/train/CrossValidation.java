package dev.emotion.train;

import dev.emotion.ModelException;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.Split;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.Evaluator;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Precision;
import dev.emotion.system.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Trains one network for each fold of a data set, all with the same settings: how good such a
 * network will be is known better by their mean than by one small validation part. Each fold has a
 * run directory of its own, {@code fold-1} and so on, with its model, {@code model.zip}; beside
 * them {@code folds.csv} and {@code folds.json} have the scores of the folds so far.
 */
public final class CrossValidation {
  private final TrainingSettings settings;
  private final Path folder;
  private final Optional<ModelSource> base;
  private final Optional<ModelSource> teacher;

  /**
   * A cross-validation.
   *
   * @param settings of every training
   * @param folder for the run directories and the scores
   * @param base as in {@link TrainingFiles}
   * @param teacher as in {@link TrainingFiles}
   */
  public CrossValidation(
      TrainingSettings settings,
      Path folder,
      Optional<ModelSource> base,
      Optional<ModelSource> teacher) {
    this.settings = settings;
    this.folder = folder;
    this.base = base;
    this.teacher = teacher;
  }

  /**
   * The run directory of a fold.
   *
   * @param number of the fold, counted from 1
   * @return the folder, there or not
   */
  public Path runDirectory(int number) {
    return folder.resolve("fold-" + number);
  }

  /**
   * Trains on each.
   *
   * @param folds see {@link EmotionDataset#folds}
   * @param listener of the training of a fold, by its number from 1; one that wants to stop ends
   *     all
   * @param foldDone is told the scores after each fold
   * @return whether all folds are done
   * @throws ModelException if the folder holds folds of an earlier run, and as {@link
   *     Trainer#train} does
   */
  public boolean run(
      List<EmotionDataset> folds,
      IntFunction<TrainingListener> listener,
      Consumer<FoldScores> foldDone) {
    if (RunDirectory.hasCheckpoint(runDirectory(1))) {
      throw new ModelException(
          runDirectory(1).toString(), "a fold of an earlier run", "another --run-dir");
    }
    List<FoldScores.Fold> done = new ArrayList<>();
    for (EmotionDataset fold : folds) {
      int number = done.size() + 1;
      Path runDirectory = runDirectory(number);
      Path model = runDirectory.resolve("model.zip");
      TrainingFiles files = new TrainingFiles(model, runDirectory, false, base, teacher);
      TrainingResult result = new Trainer(settings, files).train(fold, listener.apply(number));
      if (!result.finished()) {
        return false;
      }
      EvaluationReport reached = measure(model, fold);
      done.add(
          new FoldScores.Fold(
              number,
              fold.faces(Split.TRAIN).size(),
              fold.faces(Split.VALIDATION).size(),
              result.best().epoch(),
              result.last().epoch(),
              reached.accuracy(),
              reached.macro().f1()));
      FoldScores scores = new FoldScores(done);
      AtomicFile.write(folder.resolve("folds.csv"), scores.csv());
      AtomicFile.write(folder.resolve("folds.json"), scores.json());
      foldDone.accept(scores);
    }
    return true;
  }

  private EvaluationReport measure(Path file, EmotionDataset fold) {
    try (EmotionModel model =
        EmotionModel.open(ModelSource.of(file), settings.compute().in(Precision.FP32))) {
      return new Evaluator(model).evaluate(fold.faces(Split.VALIDATION));
    }
  }
}
