package dev.emotion.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.engine.Engine;
import dev.emotion.keras.KerasModel;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.testing.RandomFaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes out as a Keras model comes in as the same one. */
class RoundTripTest {
  private static final int FACES = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"KERAS", "H5"})
  void theBundledModelAnswersTheSame(ExportFormat format) {
    ModelSource bundled = ModelSource.of(ModelSource.BUNDLED);
    ModelContents model = bundled.contents();
    Path file = folder.resolve("bundled." + format.id());
    format.write(model, bundled, file);

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
    Compute fast = Compute.on(Engine.FAST);
    List<FacePixels> faces = RandomFaces.of(FACES, model.manifest().input().side(), 1);
    try (EmotionModel out = EmotionModel.open(model, fast);
        EmotionModel in = EmotionModel.open(new ModelContents(manifest, keras.weights()), fast)) {
      List<EmotionScores> expected = out.classify(faces);
      List<EmotionScores> found = in.classify(faces);
      for (int i = 0; i < FACES; i++) {
        assertThat(found.get(i).best()).isEqualTo(expected.get(i).best());
        for (int c = 0; c < manifest.classes().count(); c++) {
          assertThat(found.get(i).probability(c))
              .isCloseTo(expected.get(i).probability(c), within(1e-6));
        }
      }
    }
  }
}
