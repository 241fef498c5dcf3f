package dev.emotion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.testing.RandomFaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LightEngineTest {
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  private static void assertSame(List<EmotionScores> light, List<EmotionScores> usual) {
    assertThat(light).hasSameSizeAs(usual);
    for (int i = 0; i < light.size(); i++) {
      for (int c = 0; c < light.get(i).classes().count(); c++) {
        assertThat(light.get(i).probability(c))
            .isCloseTo(usual.get(i).probability(c), within(ROUNDING));
      }
    }
  }

  @Test
  void theBundledModelGivesItsUsualAnswers() {
    try (EmotionModel usual = EmotionModel.bundled();
        EmotionModel light =
            EmotionModel.open(ModelSource.of(ModelSource.BUNDLED), Compute.on(Engine.LIGHT))) {
      assertThat(light.manifest()).isEqualTo(usual.manifest());
      List<FacePixels> faces = RandomFaces.of(9, light.side(), 1);
      assertSame(light.classify(faces), usual.classify(faces));
    }
  }

  /** Odd sides inside (24, 12, 6, 3) too. */
  @ParameterizedTest
  @CsvSource({"MINI, 3, 48", "VGG, 4, 48", "WIDE, 2, 48", "MINI, 4, 24", "VGG, 2, 40"})
  void anyTrainedNetworkGivesItsUsualAnswers(Architecture architecture, int width, int side) {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            new InputSpec(side, 128, 64),
            new NetworkSettings(architecture, width, 0.2),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    Path file = folder.resolve("model.zip");
    try (TrainableNetwork network =
        TrainableNetwork.create(
            manifest,
            new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 0, List.of()),
            3,
            Compute.on(Engine.FAST))) {
      for (int step = 0; step < 5; step++) {
        network.step(RandomFaces.of(7, side, step), List.of(0, 1, 2, 3, 4, 5, 6), 0, 0.05);
      }
      network.save(file, 1, Map.of(), 1);
      List<FacePixels> faces = RandomFaces.of(5, side, 99);
      try (EmotionModel usual = EmotionModel.load(file);
          EmotionModel light = EmotionModel.open(ModelSource.of(file), Compute.on(Engine.LIGHT))) {
        assertThat(
                LightEngine.of(
                    manifest.network(), new float[(int) manifest.network().weights()], 1))
            .as("no other engine took its place")
            .isPresent();
        assertSame(light.classify(faces), usual.classify(faces));
      }
    }
  }
}
