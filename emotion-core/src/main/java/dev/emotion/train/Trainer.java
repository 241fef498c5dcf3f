package dev.emotion.train;

import dev.emotion.DatasetException;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.evaluate.Calibration;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.Evaluator;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.model.StepResult;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.Precision;
import dev.emotion.system.AtomicFile;
import dev.emotion.system.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;

/**
 * Trains a network on the training split and keeps the weights of the epoch with the best
 * validation accuracy. The test split is never looked at. After each epoch everything is on disk: a
 * run that is stopped, or killed, goes on from its last epoch and ends with the same weights, bit
 * by bit, as one that never stopped (same threads and machine).
 *
 * <pre>{@code
 * EmotionDataset faces = DatasetSource.of(Path.of("fer2013.csv")).read(ReadSettings.defaults());
 * TrainingSettings settings = TrainingSettings.defaults(Architecture.VGG, 30);
 * TrainingFiles files = TrainingFiles.of(Path.of("model.zip"), Path.of("run"));
 * TrainingResult result = new Trainer(settings, files).train(faces, new TrainingListener() {});
 * System.out.println(result.best().validationAccuracy());
 * }</pre>
 */
public final class Trainer {
  /**
   * Share of the faces, or of few faces one, whose class may change by rounding alone: a resumed
   * run may have another number of threads than the epoch that it compares with.
   */
  private static final double ROUNDING = 0.001;

  /** Faces from which batch normalisation's statistics are worked out after an epoch, at most. */
  private static final int STATISTICS_FACES = 4096;

  private static final Logger LOG = Logging.of(Trainer.class);

  private final TrainingSettings settings;
  private final TrainingFiles files;
  private final Beginning beginning;

  /** Whether the listener was shown the first batch. */
  private boolean begun;

  /**
   * A trainer.
   *
   * @param settings what to compute
   * @param files where to read and write
   */
  public Trainer(TrainingSettings settings, TrainingFiles files) {
    this.settings = settings;
    this.files = files;
    this.beginning = new Beginning(settings, files);
  }

  /**
   * Runs to the end, or until the listener wants to stop.
   *
   * @param data the faces; training and validation parts must not be empty
   * @param listener is told
   * @return what was done
   * @throws DatasetException if a part is missing, or is not the one the run began with
   * @throws ModelException if the base or the checkpoint can't be used, memory won't do, or another
   *     run is at work in the run directory
   */
  public TrainingResult train(EmotionDataset data, TrainingListener listener) {
    beginning.check(data);
    checkOutput();
    try (RunDirectory run = RunDirectory.at(files.runDirectory())) {
      TrainingResult result = train(run, data, listener);
      if (result.finished()) {
        checkReloaded(data, result.best());
      }
      return result;
    }
  }

  private TrainingResult train(RunDirectory run, EmotionDataset data, TrainingListener listener) {
    try (TrainableNetwork network = beginning.applyFineTuning(startOrResume(run, data))) {
      run.deleteRemains();
      AtomicFile.deleteRemains(files.output());
      List<EpochSummary> history =
          new ArrayList<>(
              network.manifest().epoch() == 0
                  ? List.of()
                  : run.readHistory(network.manifest().epoch()));
      listener.started(history.size(), network.parameters());
      Targets targets = beginning.targets(data);
      TrainingResult result = new TrainingResult(history, isOver(history));
      while (!result.finished()) {
        int number = history.size() + 1;
        long start = System.nanoTime();
        Optional<Pass> pass = trainEpoch(network, data, targets, number, listener);
        if (pass.isEmpty()) {
          return result;
        }
        EvaluationReport validation = validate(network, data, number, listener);
        EpochSummary epoch = pass.get().summary(number, validation, secondsSince(start));
        history.add(epoch);
        result = new TrainingResult(history, isOver(history));
        if (epoch.equals(result.best())) {
          double temperature = Calibration.temperature(validation);
          network.save(files.output(), number, metrics(epoch), temperature);
        }
        // The checkpoint last: killed before it, the epoch is simply done again.
        run.writeHistory(history);
        network.saveCheckpoint(run.checkpoint(), number, metrics(epoch));
        listener.epochDone(result);
      }
      return result;
    }
  }

  /**
   * What a pass over the training faces gave.
   *
   * @param rate the last step's
   * @param loss the faces' mean
   * @param accuracy the share of faces that were right
   * @param facesPerSecond how fast it was
   */
  private record Pass(double rate, double loss, double accuracy, double facesPerSecond) {
    EpochSummary summary(int epoch, EvaluationReport validation, double seconds) {
      return new EpochSummary(
          epoch,
          rate,
          loss,
          accuracy,
          validation.logLoss(),
          validation.accuracy(),
          seconds,
          facesPerSecond);
    }
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  /** One pass over the training faces; none if asked to stop before its end. */
  private Optional<Pass> trainEpoch(
      TrainableNetwork network,
      EmotionDataset data,
      Targets targets,
      int epoch,
      TrainingListener listener) {
    List<LabeledFace> faces = data.faces(Split.TRAIN);
    int steps = FaceBatchIterator.batches(faces.size(), settings.batchSize());
    LearningRateSchedule schedule = new LearningRateSchedule(settings.schedule(), steps);
    long step = (epoch - 1L) * steps;
    long start = System.nanoTime();
    double rate = 0;
    double loss = 0;
    int correct = 0;
    int done = 0;
    network.seedDropout(Seeds.of(settings.seed(), Seeds.Use.DROPOUT, epoch));
    try (FaceBatchIterator batches = FaceBatchIterator.of(faces, settings, epoch)) {
      while (batches.hasNext()) {
        if (listener.stopRequested()) {
          return Optional.empty();
        }
        FaceBatch batch = batches.next();
        if (!begun) {
          begun = true;
          listener.begun(batch.faces());
        }
        rate = schedule.rate(step);
        StepResult result =
            network.step(batch.faces(), batch.labels(), targets.of(batch.indices()), rate);
        if (settings.descent().averaging() > 0) {
          network.average(Math.min(settings.descent().averaging(), (1.0 + step) / (10.0 + step)));
        }
        step++;
        checkFinite(result.loss(), epoch);
        int size = batch.faces().size();
        loss += result.loss() * size;
        correct += result.correct();
        done += size;
        listener.stepped(epoch, done, faces.size(), loss / done, (double) correct / done);
      }
      LOG.debug(
          "epoch {}: waited {} s for batches in {} s",
          epoch,
          batches.waitedSeconds(),
          secondsSince(start));
    }
    return Optional.of(
        new Pass(rate, loss / done, (double) correct / done, done / secondsSince(start)));
  }

  private EvaluationReport validate(
      TrainableNetwork network, EmotionDataset data, int epoch, TrainingListener listener) {
    network.recomputeStatistics(plainBatches(data.faces(Split.TRAIN), epoch));
    if (!network.isFinite()) { // a ReLU behind them may hide it
      throw diverged("weights that are no numbers", epoch, null);
    }
    EvaluationReport report;
    try {
      report = new Evaluator(network).evaluate(data.faces(Split.VALIDATION));
    } catch (ModelException e) { // the last step broke it
      throw diverged("a network that gives no numbers", epoch, e);
    }
    listener.validated(epoch, report);
    return report;
  }

  private static ModelException diverged(String found, int epoch, Throwable cause) {
    return new ModelException(
        "training", found + " in epoch " + epoch, "a number; lower --learning-rate", cause);
  }

  /** Some training faces as they are, in an order of the epoch's own. */
  private List<List<FacePixels>> plainBatches(List<LabeledFace> faces, int epoch) {
    List<LabeledFace> some = new ArrayList<>(faces);
    Collections.shuffle(some, new Random(Seeds.of(settings.seed(), Seeds.Use.STATISTICS, epoch)));
    some = some.subList(0, Math.min(some.size(), STATISTICS_FACES));
    List<List<FacePixels>> batches = new ArrayList<>();
    for (int from = 0; from < some.size(); from += settings.batchSize()) {
      int to = Math.min(from + settings.batchSize(), some.size());
      batches.add(some.subList(from, to).stream().map(LabeledFace::pixels).toList());
    }
    return batches;
  }

  private boolean isOver(List<EpochSummary> history) {
    if (history.size() >= settings.schedule().epochs()) {
      return true;
    }
    if (history.isEmpty() || settings.schedule().patience() == 0) {
      return false;
    }
    int best = new TrainingResult(history, false).best().epoch();
    return history.size() - best >= settings.schedule().patience();
  }

  private TrainableNetwork startOrResume(RunDirectory run, EmotionDataset data) {
    if (!run.hasCheckpoint()) {
      run.writeSettings(Provenance.options(settings, files, data));
      return beginning.network(data);
    }
    String where = run.checkpoint().toString();
    if (!files.resume()) {
      throw new ModelException(
          where, "a run that began earlier", "--resume to go on with it, or another --run-dir");
    }
    Resumption resumption = new Resumption(settings, files);
    resumption.checkSettings(run, data);
    TrainableNetwork network = TrainableNetwork.resume(run.checkpoint(), settings.compute());
    try {
      resumption.checkInputs(beginning.manifest(data), network.manifest(), data);
      resumption.checkOutput(run, network.manifest());
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    return network;
  }

  private void checkOutput() {
    Path output = files.output().toAbsolutePath().normalize();
    // The run directory is made later.
    boolean inRunDirectory =
        output.getParent().equals(files.runDirectory().toAbsolutePath().normalize());
    if (Files.isDirectory(output) || !(inRunDirectory || Files.isWritable(output.getParent()))) {
      throw new ModelException(
          output.toString(), "can't be written", "a file in a writable folder");
    }
    if (inRunDirectory && RunDirectory.FILES.contains(output.getFileName().toString())) {
      throw new ModelException(output.toString(), "a file of the run itself", "another --output");
    }
    checkNotOutput("the teacher", files.teacher());
    checkNotOutput("the model to fine-tune", files.base());
  }

  private void checkNotOutput(String role, Optional<ModelSource> model) {
    Optional<Path> file = model.flatMap(ModelSource::file);
    if (file.filter(read -> AtomicFile.isSame(read, files.output())).isPresent()) {
      throw new ModelException(
          files.output().toString(), role + ", which would be replaced", "another --output");
    }
  }

  private static void checkFinite(double loss, int epoch) {
    if (!Double.isFinite(loss)) {
      throw diverged("a loss of " + loss, epoch, null);
    }
  }

  /** The file is what people get, so the file is what must have reached the accuracy. */
  private void checkReloaded(EmotionDataset data, EpochSummary best) {
    try (EmotionModel model =
        EmotionModel.open(ModelSource.of(files.output()), settings.compute().in(Precision.FP32))) {
      double accuracy = new Evaluator(model).evaluate(data.faces(Split.VALIDATION)).accuracy();
      double oneFace = 1.0 / data.faces(Split.VALIDATION).size();
      double rounding = Math.max(ROUNDING, 1.5 * oneFace);
      if (Math.abs(accuracy - best.validationAccuracy()) > rounding) {
        throw new ModelException(
            files.output().toString(),
            "a validation accuracy of " + accuracy,
            best.validationAccuracy() + " as in epoch " + best.epoch());
      }
    }
  }

  private static Map<String, Double> metrics(EpochSummary epoch) {
    return Map.of(
        "trainLoss", epoch.trainLoss(),
        "trainAccuracy", epoch.trainAccuracy(),
        "validationLoss", epoch.validationLoss(),
        "validationAccuracy", epoch.validationAccuracy());
  }
}
