package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.engine.Engine;
import dev.emotion.network.Architecture;
import dev.emotion.network.NetworkSettings;
import dev.emotion.text.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that emotion wrote when networks were still defined by DL4J's configurations (commit
 * 6a402d5): what it answered then, it must answer now. They were trained on random pixels.
 */
class OldModelsTest {
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  private static FacePixels face() {
    byte[] grey = new byte[48 * 48];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i * 7);
    }
    return FacePixels.of(48, grey);
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = OldModelsTest.class.getResourceAsStream(name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static void assertFirst(EmotionScores scores, double first, double second) {
    assertThat(scores.probability(0)).isCloseTo(first, within(ROUNDING));
    assertThat(scores.probability(1)).isCloseTo(second, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({
    "model-sgd.zip, 0.25704970576583197, 0.26842558037610825",
    "model-adam.zip, 0.13741364358141103, 0.1509788158509077"
  })
  void aModelAnswersAsBefore(String name, double first, double second) throws IOException {
    Path file = file(name);
    for (Engine engine : Engine.values()) {
      try (EmotionModel model = EmotionModel.open(ModelSource.of(file), Compute.on(engine))) {
        assertFirst(model.classify(List.of(face())).get(0), first, second);
      }
    }
    assertThat(ModelSource.of(file).manifest().design())
        .contains(new NetworkSettings(Architecture.MINI, 1, 0.3));
  }

  @ParameterizedTest
  @CsvSource({
    "checkpoint-averaged.zip, 2.348359489913573, 0.19860345652564024, 0.2152245823601476",
    "checkpoint-adam.zip, 3.5133421765932518, 0.13033863718714458, 0.17540044312363487"
  })
  void aCheckpointTakesItsNextStepAsBefore(String name, double loss, double first, double second)
      throws IOException {
    try (TrainableNetwork network = TrainableNetwork.resume(file(name), Compute.on(Engine.FAST))) {
      network.seedDropout(5);
      List<FacePixels> faces = List.of(face(), face(), face());
      StepResult step = network.step(faces, List.of(1, 2, 3), 0.1, 0.01);
      assertThat(step.loss()).isCloseTo(loss, within(ROUNDING));
      if (name.contains("averaged")) {
        network.average(0.9);
      }
      assertFirst(network.classify(List.of(face())).get(0), first, second);
    }
  }

  /** The first days' models weren't calibrated. */
  @Test
  void aManifestWithoutATemperatureHasTheTemperatureOne() throws IOException {
    ModelManifest manifest = ModelSource.of(file("model-sgd.zip")).manifest();
    assertThat(manifest.temperature()).isNotEqualTo(1);
    String json =
        JsonText.indented(manifest.toJson()).replaceFirst("\"temperature\": [0-9.]+,", "");
    ModelManifest read = ManifestJson.read(json, "test");
    assertThat(read).isEqualTo(manifest.after(manifest.epoch(), manifest.metrics(), 1));
  }
}
