package dev.emotion.recognize;

import dev.emotion.EmotionClasses;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import java.util.List;
import java.util.TreeMap;

/** The smallest network of ours, untrained. */
final class SmallNetwork {
  private SmallNetwork() {}

  static TrainableNetwork create() {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            InputSpec.DEFAULT,
            new NetworkSettings(Architecture.MINI, 1, 0),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings optimizer =
        new OptimizerSettings(OptimizerSettings.Method.ADAM, 0, 0, List.of());
    return TrainableNetwork.create(manifest, optimizer, 1, Compute.all());
  }
}
