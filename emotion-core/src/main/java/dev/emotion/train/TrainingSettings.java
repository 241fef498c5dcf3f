package dev.emotion.train;

import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.Precision;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides what a training run computes, but for the data itself.
 *
 * @param network its design
 * @param descent how the weights follow the gradient
 * @param schedule how long, and how fast
 * @param targets what the network shall answer
 * @param fineTuning how much the layers of a trained model learn
 * @param classWeights how the loss of rare classes counts
 * @param augmentation how much faces are varied
 * @param batchSize faces a step, 1 to 65536
 * @param seed of everything random
 * @param compute with how many threads, in which precision
 * @param dataOptions how the faces were chosen from the data, by name of option; recorded, and to
 *     be the same when a run goes on
 */
public record TrainingSettings(
    NetworkSettings network,
    Descent descent,
    Schedule schedule,
    TargetSettings targets,
    FineTuning fineTuning,
    ClassWeights classWeights,
    Augmentation augmentation,
    int batchSize,
    long seed,
    Compute compute,
    Map<String, String> dataOptions) {

  /**
   * Checks the range and copies.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TrainingSettings {
    dataOptions = Map.copyOf(dataOptions);
    require(batchSize >= 1 && batchSize <= 65_536, "batch-size", batchSize, "1 to 65536");
  }

  /**
   * What {@code emotion train} computes where no option says otherwise, on all of the machine.
   *
   * @param design which network, of its usual width
   * @param epochs at least 1
   * @return the settings
   * @throws IllegalArgumentException if epochs is out of range
   */
  public static TrainingSettings defaults(Architecture design, int epochs) {
    return new TrainingSettings(
        new NetworkSettings(design, design.defaultWidth(), 0.3),
        new Descent(OptimizerSettings.Method.SGD, 0.9, 5e-4, 0),
        new Schedule(0.05, Math.min(1, epochs / 10.0), epochs, 0),
        new TargetSettings(0.1, 0, 0),
        FineTuning.NONE,
        ClassWeights.NONE,
        Augmentation.STANDARD,
        64,
        42,
        Compute.all(),
        Map.of());
  }

  /**
   * These settings with another network.
   *
   * @param newNetwork kind, width and dropout
   * @return the changed copy
   */
  public TrainingSettings withNetwork(NetworkSettings newNetwork) {
    return new TrainingSettings(
        newNetwork,
        descent,
        schedule,
        targets,
        fineTuning,
        classWeights,
        augmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with another way down.
   *
   * @param newDescent how the weights follow the gradient
   * @return the changed copy
   */
  public TrainingSettings withDescent(Descent newDescent) {
    return new TrainingSettings(
        network,
        newDescent,
        schedule,
        targets,
        fineTuning,
        classWeights,
        augmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with another schedule.
   *
   * @param newSchedule how long, and how fast
   * @return the changed copy
   */
  public TrainingSettings withSchedule(Schedule newSchedule) {
    return new TrainingSettings(
        network,
        descent,
        newSchedule,
        targets,
        fineTuning,
        classWeights,
        augmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with other targets.
   *
   * @param newTargets what labels, votes and teacher weigh
   * @return the changed copy
   */
  public TrainingSettings withTargets(TargetSettings newTargets) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        newTargets,
        fineTuning,
        classWeights,
        augmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with other fine-tuning.
   *
   * @param newFineTuning which layers learn, and how fast
   * @return the changed copy
   */
  public TrainingSettings withFineTuning(FineTuning newFineTuning) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        targets,
        newFineTuning,
        classWeights,
        augmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with other class weights.
   *
   * @param newClassWeights what a face of each class weighs
   * @return the changed copy
   */
  public TrainingSettings withClassWeights(ClassWeights newClassWeights) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        targets,
        fineTuning,
        newClassWeights,
        augmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with another augmentation.
   *
   * @param newAugmentation how far the faces are varied
   * @return the changed copy
   */
  public TrainingSettings withAugmentation(Augmentation newAugmentation) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        targets,
        fineTuning,
        classWeights,
        newAugmentation,
        batchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with another batch size.
   *
   * @param newBatchSize faces a step, 1 to 65536
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public TrainingSettings withBatchSize(int newBatchSize) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        targets,
        fineTuning,
        classWeights,
        augmentation,
        newBatchSize,
        seed,
        compute,
        dataOptions);
  }

  /**
   * These settings with another seed.
   *
   * @param newSeed of every random choice
   * @return the changed copy
   */
  public TrainingSettings withSeed(long newSeed) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        targets,
        fineTuning,
        classWeights,
        augmentation,
        batchSize,
        newSeed,
        compute,
        dataOptions);
  }

  /**
   * These settings with another number of threads, or another precision.
   *
   * @param newCompute with how many threads, in which precision
   * @return the changed copy
   */
  public TrainingSettings withCompute(Compute newCompute) {
    return new TrainingSettings(
        network,
        descent,
        schedule,
        targets,
        fineTuning,
        classWeights,
        augmentation,
        batchSize,
        seed,
        newCompute,
        dataOptions);
  }

  /** Refuses a value in the words of the option that it came from. */
  static void require(boolean ok, String name, Number found, String expected) {
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
            Map.entry("optimizer", descent.method().id()),
            Map.entry("momentum", Double.toString(descent.momentum())),
            Map.entry("weight-decay", Double.toString(descent.weightDecay())),
            Map.entry("class-weights", classWeights.id()),
            Map.entry("learning-rate", Double.toString(schedule.learningRate())),
            Map.entry("warmup", Double.toString(schedule.warmup())),
            Map.entry("label-smoothing", Double.toString(targets.labelSmoothing())),
            Map.entry("votes-weight", Double.toString(targets.votesWeight())),
            Map.entry("teacher-weight", Double.toString(targets.teacherWeight())),
            Map.entry("averaging", Double.toString(descent.averaging())),
            Map.entry("epochs", Integer.toString(schedule.epochs())),
            Map.entry("patience", Integer.toString(schedule.patience())),
            Map.entry("batch-size", Integer.toString(batchSize)),
            Map.entry("augment", augmentation.id()),
            Map.entry("seed", Long.toString(seed)),
            Map.entry("threads", Integer.toString(compute.threads()))));
    if (fineTuning.frozen() != FineTuning.NONE.frozen()) { // runs of before have no such entries
      properties.put("freeze", fineTuning.freeze());
    }
    if (fineTuning.backboneRate() != FineTuning.NONE.backboneRate()) {
      properties.put("backbone-rate", Double.toString(fineTuning.backboneRate()));
    }
    if (fineTuning.baseShare() != FineTuning.NONE.baseShare()) {
      properties.put("base-share", Double.toString(fineTuning.baseShare()));
    }
    if (compute.precision() != Precision.FP32) {
      properties.put("precision", compute.precision().id());
    }
    return properties;
  }
}
