package dev.emotion.train;

import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.system.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A learning-rate range test (Smith, 2017): trains for some steps while the rate grows from 1e-5 to
 * 1, each step by the same factor, until the loss explodes. Writes {@code rate.csv} and {@code
 * rate.png} into the run directory, and no model.
 */
public final class RateFinder {
  /** The first rate is ten to this power, the last one is 1. */
  private static final int LOWEST_POWER = -5;

  /** Steps: those of an epoch, but no fewer and no more than these. */
  private static final int MIN_STEPS = 100;

  private static final int MAX_STEPS = 400;

  private final TrainingSettings settings;
  private final TrainingFiles files;

  /** Is told what happens. */
  public interface Listener {
    /**
     * A step was taken.
     *
     * @param done steps so far
     * @param total steps if the loss doesn't explode
     * @param rate of this step
     * @param loss of its batch, in nats
     */
    void stepped(int done, int total, double rate, double loss);

    /**
     * Asked before every step.
     *
     * @return true to stop; nothing is written then
     */
    boolean stopRequested();
  }

  /**
   * A test.
   *
   * @param settings as for the training that is to come; its learning rate doesn't count
   * @param files where to read, and the run directory
   */
  public RateFinder(TrainingSettings settings, TrainingFiles files) {
    this.settings = settings;
    this.files = files;
  }

  /**
   * Runs the test.
   *
   * @param data the training part is learned; no other is looked at
   * @param listener is told
   * @return what was seen; empty if the listener wanted to stop
   * @throws dev.emotion.DatasetException if the training or validation part is missing
   * @throws dev.emotion.ModelException as {@link Trainer#train} does
   */
  public Optional<RateRange> run(EmotionDataset data, Listener listener) {
    Beginning beginning = new Beginning(settings, files);
    beginning.check(data);
    try (RunDirectory run = RunDirectory.at(files.runDirectory());
        TrainableNetwork network = beginning.applyFineTuning(beginning.network(data))) {
      run.deleteRemains();
      Optional<RateRange> range =
          test(network, data.faces(Split.TRAIN), beginning.targets(data), listener);
      range.ifPresent(this::write);
      return range;
    }
  }

  private Optional<RateRange> test(
      TrainableNetwork network, List<LabeledFace> faces, Targets targets, Listener listener) {
    int epoch = FaceBatchIterator.batches(faces.size(), settings.batchSize());
    int steps = Math.min(MAX_STEPS, Math.max(MIN_STEPS, epoch));
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int pass = 1; ; pass++) {
      network.seedDropout(Seeds.of(settings.seed(), Seeds.Use.DROPOUT, pass));
      try (FaceBatchIterator batches = FaceBatchIterator.of(faces, settings, pass)) {
        while (batches.hasNext()) {
          if (listener.stopRequested()) {
            return Optional.empty();
          }
          FaceBatch batch = batches.next();
          double rate = rate(rates.size(), steps);
          double loss =
              network.step(batch.faces(), batch.labels(), targets.of(batch.indices()), rate).loss();
          rates.add(rate);
          losses.add(loss);
          listener.stepped(rates.size(), steps, rate, loss);
          RateRange range = new RateRange(rates, losses);
          if (rates.size() == steps || range.exploded()) {
            return Optional.of(range);
          }
        }
      }
    }
  }

  private static double rate(int step, int steps) {
    return Math.pow(10, LOWEST_POWER * (1 - step / (steps - 1.0)));
  }

  private void write(RateRange range) {
    Path folder = files.runDirectory();
    AtomicFile.write(folder.resolve("rate.csv"), range.csv());
    RateChart.write(range, folder.resolve("rate.png"));
  }
}
