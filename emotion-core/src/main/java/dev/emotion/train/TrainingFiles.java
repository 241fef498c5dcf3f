package dev.emotion.train;

import dev.emotion.model.ModelSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a run reads and writes.
 *
 * @param output the best model by validation accuracy; replaced whenever an epoch is better
 * @param runDirectory history, settings and checkpoint
 * @param resume whether to go on from the run directory's checkpoint; without one the run starts
 *     from the beginning
 * @param base a trained model whose weights the run starts from; empty for random ones
 * @param teacher a trained model whose answers are mixed into the targets; empty for labels alone
 */
public record TrainingFiles(
    Path output,
    Path runDirectory,
    boolean resume,
    Optional<ModelSource> base,
    Optional<ModelSource> teacher) {

  /**
   * Those of a new run from random weights, without a teacher.
   *
   * @param output the model file
   * @param runDirectory history, settings and checkpoint
   * @return the files
   */
  public static TrainingFiles of(Path output, Path runDirectory) {
    return new TrainingFiles(output, runDirectory, false, Optional.empty(), Optional.empty());
  }
}
