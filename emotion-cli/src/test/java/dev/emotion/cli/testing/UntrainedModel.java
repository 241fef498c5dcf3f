package dev.emotion.cli.testing;

import dev.emotion.EmotionClasses;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Model files that need no training. */
public final class UntrainedModel {
  private UntrainedModel() {}

  /**
   * Writes the smallest network for FER-2013's classes, with random weights.
   *
   * @param file the model file
   */
  public static void write(Path file) {
    write(file, EmotionClasses.FER2013, InputSpec.DEFAULT.side(), 1);
  }

  /**
   * Writes the smallest network with random weights.
   *
   * @param file the model file
   * @param classes what its outputs mean
   * @param side of the faces that it takes
   * @param seed chooses the weights
   */
  public static void write(Path file, EmotionClasses classes, int side, long seed) {
    ModelManifest manifest =
        new ModelManifest(
            classes,
            new InputSpec(side, InputSpec.DEFAULT.mean(), InputSpec.DEFAULT.scale()),
            new NetworkSettings(Architecture.MINI, 1, 0),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings optimizer =
        new OptimizerSettings(OptimizerSettings.Method.ADAM, 0, 0, List.of());
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest, optimizer, seed, Compute.all())) {
      network.save(file, 0, Map.of(), 1);
    }
  }
}
