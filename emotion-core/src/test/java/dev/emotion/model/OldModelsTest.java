package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.onednn.Dl4jDropout;
import dev.emotion.reference.Dl4jNetwork;
import dev.emotion.text.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    try (EmotionModel model = EmotionModel.load(file)) {
      assertFirst(model.classify(List.of(face())).get(0), first, second);
    }
    assertThat(ModelSource.of(file).manifest().design())
        .contains(new NetworkSettings(Architecture.MINI, 1, 0.3));
  }

  /** With the optimizer's state that the file has. */
  @ParameterizedTest
  @ValueSource(strings = {"checkpoint-averaged.zip", "checkpoint-adam.zip"})
  void aCheckpointTakesItsNextStepAsInDl4j(String name) throws IOException {
    Path file = file(name);
    List<FacePixels> faces = List.of(face(), face(), face());
    Dl4jNetwork.load();
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), true);
    graph.setLearningRate(0.01);
    try (TrainableNetwork network = TrainableNetwork.resume(file, Compute.all())) {
      final float[] before = network.weights();
      NetworkSpec spec = network.manifest().network();
      network.seedDropout(5);
      network.step(faces, List.of(1, 2, 3), 0.1, 0.01);
      Dl4jDropout.seed(graph, spec, 5);
      new Dl4jNetwork(graph, spec.input())
          .fit(
              new InputEncoder(network.manifest().input()).values(faces),
              new double[][] {
                TrainableNetwork.target(1, 7, 0.1),
                TrainableNetwork.target(2, 7, 0.1),
                TrainableNetwork.target(3, 7, 0.1)
              });
      float[] expected = graph.params().toFloatVector();
      double moved = 0;
      for (int i = 0; i < expected.length; i++) {
        assertThat(network.weights()[i]).isCloseTo(expected[i], within((float) ROUNDING));
        moved += Math.abs(expected[i] - before[i]);
      }
      assertThat(moved).isGreaterThan(0.1);
    }
    graph.close();
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
