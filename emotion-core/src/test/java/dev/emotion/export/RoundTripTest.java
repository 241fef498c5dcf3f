package dev.emotion.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.keras.KerasModel;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.testing.RandomFaces;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes out as a Keras model comes in as the same one. */
class RoundTripTest {
  private static final int FACES = 200;
  private static final int NETWORKS = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"KERAS", "H5"})
  void theBundledModelAnswersTheSame(ExportFormat format) {
    ModelSource bundled = ModelSource.of(ModelSource.BUNDLED);
    ModelContents model = bundled.contents();
    Path file = folder.resolve("bundled." + format.id());
    format.write(model, bundled, file);

    compare(model, file, FACES, 1e-6);
  }

  /** Every kind of layer, if not in each network; flattening, which a Permute goes before, too. */
  @Test
  void randomNetworksAnswerTheSame() {
    Random random = new Random(Long.getLong("emotion.fuzz.seed", 1));
    Set<Class<?>> seen = new HashSet<>();
    for (int i = 0; i < NETWORKS; i++) {
      Optional<NetworkSpec> fitting = RandomModel.network(random);
      if (fitting.isEmpty()) {
        continue;
      }
      NetworkSpec network = fitting.get();
      ModelContents model = RandomModel.of(network, random);
      ExportFormat format = i % 2 == 0 ? ExportFormat.KERAS : ExportFormat.H5;
      Path file = folder.resolve("random." + format.id());
      try {
        format.write(model, ModelSource.of(ModelSource.BUNDLED), file);
      } catch (ModelException e) {
        continue; // Keras has no such layer, which KerasWriterTest is about
      }
      compare(model, file, 4, 1e-5);
      network.layers().forEach(node -> seen.add(node.layer().getClass()));
    }
    assertThat(seen).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  private static void compare(ModelContents model, Path file, int count, double close) {
    KerasModel keras = KerasModel.read(file);
    ModelManifest manifest =
        new ModelManifest(
            model.manifest().classes(),
            keras.input(Optional.empty()),
            keras.network(),
            Optional.empty(),
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            1);
    Compute fast = Compute.all();
    List<FacePixels> faces = RandomFaces.of(count, model.manifest().input().side(), 1);
    try (EmotionModel out = EmotionModel.open(model, fast);
        EmotionModel in = EmotionModel.open(new ModelContents(manifest, keras.weights()), fast)) {
      List<EmotionScores> expected = out.classify(faces);
      List<EmotionScores> found = in.classify(faces);
      for (int i = 0; i < count; i++) {
        assertThat(found.get(i).best()).isEqualTo(expected.get(i).best());
        for (int c = 0; c < manifest.classes().count(); c++) {
          assertThat(found.get(i).probability(c))
              .isCloseTo(expected.get(i).probability(c), within(close));
        }
      }
    }
  }
}
