package dev.emotion.train;

import dev.emotion.engine.Compute;
import dev.emotion.engine.Engine;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.NetworkSettings;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides what a training run computes, but for the data itself.
 *
 * @param network its design
 * @param method the optimizer
 * @param momentum of SGD, 0 up to but not 1
 * @param weightDecay see {@link OptimizerSettings}
 * @param classWeights how the loss of rare classes counts
 * @param learningRate the highest of the schedule, above 0
 * @param warmup epochs in which the rate rises from 0, 0 or more
 * @param labelSmoothing 0 up to but not 1
 * @param votesWeight the share of people's votes in the targets, beside the labels, 0 to 1; 0
 *     without votes
 * @param teacherWeight the teacher's share of the targets, 0 to 1; 0 without a teacher
 * @param averaging share of the averaged weights that a step keeps, 0 up to but not 1; 0 for no
 *     average
 * @param epochs at least 1
 * @param patience epochs without a better validation accuracy after which training stops; 0 for
 *     never
 * @param batchSize faces a step, at least 1
 * @param augmentation how much faces are varied
 * @param seed of everything random
 * @param threads to compute with, at least 1
 * @param engine what computes
 * @param dataOptions how the faces were chosen from the data, by name of option; recorded, and to
 *     be the same when a run goes on
 */
public record TrainingSettings(
    NetworkSettings network,
    OptimizerSettings.Method method,
    double momentum,
    double weightDecay,
    ClassWeights classWeights,
    double learningRate,
    double warmup,
    double labelSmoothing,
    double votesWeight,
    double teacherWeight,
    double averaging,
    int epochs,
    int patience,
    int batchSize,
    Augmentation augmentation,
    long seed,
    int threads,
    Engine engine,
    Map<String, String> dataOptions) {

  /**
   * Checks the ranges and copies.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TrainingSettings {
    dataOptions = Map.copyOf(dataOptions);
    require(learningRate > 0 && learningRate <= 100, "learning-rate", learningRate, "above 0");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
    require(weightDecay >= 0 && weightDecay < 1, "weight-decay", weightDecay, "0 to below 1");
    require(warmup >= 0 && warmup <= epochs, "warmup", warmup, "0 to the number of epochs");
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label-smoothing",
        labelSmoothing,
        "0 to below 1");
    require(votesWeight >= 0 && votesWeight <= 1, "votes-weight", votesWeight, "0 to 1");
    require(teacherWeight >= 0 && teacherWeight <= 1, "teacher-weight", teacherWeight, "0 to 1");
    require(averaging >= 0 && averaging < 1, "averaging", averaging, "0 to below 1");
    require(epochs >= 1 && epochs <= 100_000, "epochs", epochs, "1 to 100000");
    require(patience >= 0, "patience", patience, "0 (never stop early) or more");
    require(batchSize >= 1 && batchSize <= 65_536, "batch-size", batchSize, "1 to 65536");
    require(threads >= 1, "threads", threads, "1 or more");
  }

  private static void require(boolean ok, String name, Number found, String expected) {
    if (!ok) {
      throw new IllegalArgumentException(
          "--" + name + ": found " + found + ", expected " + expected);
    }
  }

  /**
   * The settings under the names of the options of {@code emotion train}.
   *
   * @return name to value; a new map
   */
  public SortedMap<String, String> toProperties() {
    SortedMap<String, String> properties = new TreeMap<>(dataOptions);
    properties.putAll(
        Map.ofEntries(
            Map.entry("architecture", network.architecture().id()),
            Map.entry("width", Integer.toString(network.width())),
            Map.entry("dropout", Double.toString(network.dropout())),
            Map.entry("optimizer", method.id()),
            Map.entry("momentum", Double.toString(momentum)),
            Map.entry("weight-decay", Double.toString(weightDecay)),
            Map.entry("class-weights", classWeights.id()),
            Map.entry("learning-rate", Double.toString(learningRate)),
            Map.entry("warmup", Double.toString(warmup)),
            Map.entry("label-smoothing", Double.toString(labelSmoothing)),
            Map.entry("votes-weight", Double.toString(votesWeight)),
            Map.entry("teacher-weight", Double.toString(teacherWeight)),
            Map.entry("averaging", Double.toString(averaging)),
            Map.entry("epochs", Integer.toString(epochs)),
            Map.entry("patience", Integer.toString(patience)),
            Map.entry("batch-size", Integer.toString(batchSize)),
            Map.entry("augment", augmentation.id()),
            Map.entry("seed", Long.toString(seed)),
            Map.entry("threads", Integer.toString(threads)),
            Map.entry("engine", engine.id())));
    return properties;
  }

  /**
   * What computes.
   *
   * @return engine and threads
   */
  public Compute compute() {
    return new Compute(threads, engine);
  }
}
