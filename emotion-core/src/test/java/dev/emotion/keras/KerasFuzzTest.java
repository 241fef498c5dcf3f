package dev.emotion.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.testing.Fuzzing;
import dev.emotion.testing.Mutator;
import dev.emotion.testing.Zips;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras files: each is refused, or becomes a model file that classifies. */
class KerasFuzzTest {
  private static final Path LAYERS = Path.of("src/test/resources/dev/emotion/keras/layers.h5");
  private static final int CLASSES = EmotionClasses.FER2013.count();

  @TempDir Path folder;

  @Test
  void aDamagedKerasModelIsRefusedOrClassifies() throws Exception {
    byte[] old = Files.readAllBytes(LAYERS);
    byte[] h5 = Files.readAllBytes(model().write(folder.resolve("model.h5")));
    Path zip = KerasFiles.sequential().model("base", model()).writeKeras(folder.resolve("m.keras"));
    Map<String, byte[]> keras = Zips.entries(zip);
    List<byte[]> parts = new ArrayList<>(keras.values());
    parts.addAll(List.of(old, h5));
    Mutator mutator = new Mutator(Fuzzing.seed(), parts);
    Path file = folder.resolve("fuzzed");
    Fuzzing.run(
        "keras",
        150,
        () ->
            switch (mutator.number(5)) {
              case 0 -> mutator.mutated(h5);
              case 1, 2 -> mutator.mutated(old);
              default -> damaged(keras, mutator);
            },
        input -> {
          Files.write(file, input);
          try {
            return use(file, mutator.number(4) == 0);
          } catch (ModelException e) {
            assertThat(e.getMessage()).contains(": ").doesNotContain("\n");
            return false;
          }
        });
  }

  /** Imports a model as the command does, and asks it. */
  private boolean use(Path file, boolean backbone) {
    OptionalInt head = backbone ? OptionalInt.of(CLASSES) : OptionalInt.empty();
    KerasModel model = KerasModel.read(file, OptionalInt.empty(), head);
    if (model.network().classes() != CLASSES) {
      return false; // the command refuses it in these words
    }
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            model.input(Optional.of(InputRange.PIXELS)),
            model.network(),
            Optional.empty(),
            0,
            new TreeMap<>(Map.of("imported.format", model.origin())),
            new TreeMap<>(),
            1);
    Path imported = folder.resolve("imported.zip");
    new ModelContents(manifest, model.weights()).write(imported);
    try (EmotionModel emotion = EmotionModel.open(ModelSource.of(imported), Compute.all())) {
      byte[] grey = new byte[emotion.side() * emotion.side()];
      new Random(1).nextBytes(grey);
      assertThat(emotion.classify(List.of(FacePixels.of(emotion.side(), grey)))).hasSize(1);
    }
    return true;
  }

  private static KerasFiles model() {
    Random random = new Random(1);
    return KerasFiles.functional()
        .version("3.3.3", "")
        .input(16, 16, 3)
        .layer(
            "Conv2D",
            "'filters': 4, 'kernel_size': [3, 3], 'strides': 2, 'use_bias': false",
            Values.random(random, 3, 3, 3, 4))
        .layer("DepthwiseConv2D", "'kernel_size': 3", depthwise(random))
        .layer("LeakyReLU", "'negative_slope': 0.1")
        .layer("GlobalAveragePooling2D", "")
        .layer("Dense", "'units': 7, 'use_bias': false", Values.random(random, 4, CLASSES))
        .layer("Softmax", "");
  }

  private static Values[] depthwise(Random random) {
    return new Values[] {Values.random(random, 3, 3, 4, 1), Values.random(random, 4)};
  }

  /** An archive with one of its entries damaged, the layers most often, or damaged itself. */
  private static byte[] damaged(Map<String, byte[]> model, Mutator mutator) {
    Map<String, byte[]> changed = new LinkedHashMap<>(model);
    String entry =
        switch (mutator.number(8)) {
          case 0 -> "metadata.json";
          case 1, 2 -> "model.weights.h5";
          case 3 -> "";
          default -> "config.json";
        };
    if (entry.isEmpty()) {
      return mutator.mutated(Zips.of(changed));
    }
    changed.put(entry, mutator.mutated(model.get(entry)));
    return Zips.of(changed);
  }
}
