package dev.emotion.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.testing.Fuzzing;
import dev.emotion.testing.Mutator;
import dev.emotion.testing.Zips;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files: each is refused, or classifies and, as a checkpoint, trains a step. */
class ModelFuzzTest {
  private static final int SIDE = 16;

  @TempDir Path folder;

  @Test
  void aDamagedModelIsRefusedOrClassifies() throws Exception {
    List<Map<String, byte[]>> models = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      models.add(Zips.entries(checkpoint(architecture)));
    }
    List<byte[]> parts = models.stream().flatMap(model -> model.values().stream()).toList();
    Mutator mutator = new Mutator(Fuzzing.seed(), parts);
    Path file = folder.resolve("fuzzed.zip");
    Fuzzing.run(
        "models",
        150,
        () -> damaged(models.get(mutator.number(models.size())), mutator),
        input -> {
          Files.write(file, input);
          try {
            use(file, mutator.number(2) == 0);
            return true;
          } catch (ModelException e) {
            assertThat(e.getMessage()).contains(": ").doesNotContain("\n");
            return false;
          }
        });
  }

  private static void use(Path file, boolean train) {
    if (train) {
      try (TrainableNetwork network = TrainableNetwork.resume(file, Compute.all())) {
        network.step(List.of(face(network.side())), List.of(0), 0, 0.01);
      }
      return;
    }
    try (EmotionModel model = EmotionModel.open(ModelSource.of(file), Compute.all())) {
      assertThat(model.classify(List.of(face(model.side())))).hasSize(1);
    }
  }

  private static FacePixels face(int side) {
    byte[] grey = new byte[side * side];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i * 7);
    }
    return FacePixels.of(side, grey);
  }

  /** An archive with one of its entries damaged, or damaged itself. */
  private static byte[] damaged(Map<String, byte[]> model, Mutator mutator) {
    Map<String, byte[]> changed = new LinkedHashMap<>(model);
    int which = mutator.number(model.size() + 1);
    if (which < model.size()) {
      String name = List.copyOf(model.keySet()).get(which);
      changed.put(name, mutator.mutated(model.get(name)));
      return Zips.of(changed);
    }
    return mutator.mutated(Zips.of(changed));
  }

  private Path checkpoint(Architecture architecture) {
    Path file = folder.resolve(architecture + ".zip");
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            new InputSpec(SIDE, 128, 64),
            new NetworkSettings(architecture, 1, 0.25),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings optimizer =
        new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 1e-4, List.of());
    try (TrainableNetwork network =
        TrainableNetwork.create(manifest, optimizer, 1, Compute.all())) {
      network.step(List.of(face(SIDE)), List.of(0), 0, 0.01);
      network.saveCheckpoint(file, 1, Map.of());
    }
    return file;
  }
}
