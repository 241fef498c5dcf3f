package dev.emotion.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.testing.RandomFaces;
import dev.emotion.testing.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of the field, from Keras 2.0.5, against scripts/reference/keras_numpy.py. */
class MiniXceptionTest {
  @TempDir Path folder;

  /** What the script says of the two faces. */
  private static final double[][] NUMPY = {
    {
      0.219122683,
      2.37792553e-14,
      0.00184153659,
      0.391841604,
      0.0119381516,
      0.147860799,
      0.227395226
    },
    {
      0.00631539355,
      2.42348763e-15,
      2.25012412e-06,
      0.0147123695,
      0.00104406946,
      0.977881824,
      4.40932747e-05
    }
  };

  private static FacePixels face(int step) {
    byte[] grey = new byte[64 * 64];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) ((i * step) >> 4);
    }
    return FacePixels.of(64, grey);
  }

  private static ModelManifest manifest(KerasModel model) {
    return new ModelManifest(
        EmotionClasses.FER2013,
        model.input(Optional.of(InputRange.MINUS_ONE_TO_ONE)),
        model.network(),
        Optional.empty(),
        0,
        new TreeMap<>(),
        new TreeMap<>(),
        1);
  }

  @Test
  void answersAsNumpyDoesAndLearnsOn() {
    KerasModel keras =
        KerasModel.read(SharedData.path("models/fer2013_mini_XCEPTION.102-0.66.hdf5"));
    assertThat(keras.origin()).isEqualTo("Keras 2.0.5 on tensorflow");
    Path file = folder.resolve("imported.zip");
    new ModelContents(manifest(keras), keras.weights()).write(file);
    try (EmotionModel model = EmotionModel.load(file)) {
      List<EmotionScores> found = model.classify(List.of(face(7), face(50)));
      for (int i = 0; i < NUMPY.length; i++) {
        for (int c = 0; c < NUMPY[i].length; c++) {
          assertThat(found.get(i).probability(c)).isCloseTo(NUMPY[i][c], within(2e-6));
        }
      }
    }
    ModelManifest manifest = ModelSource.of(file).manifest();
    OptimizerSettings sgd = new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 0, List.of());
    try (TrainableNetwork network =
        TrainableNetwork.fineTune(ModelSource.of(file), manifest, sgd, 1, Compute.all())) {
      List<FacePixels> faces = RandomFaces.of(7, 64, 1);
      List<Integer> labels = List.of(0, 1, 2, 3, 4, 5, 6);
      double before = network.step(faces, labels, 0, 0.02).loss();
      double after = before;
      for (int i = 0; i < 15; i++) {
        after = network.step(faces, labels, 0, 0.02).loss();
      }
      assertThat(after).isLessThan(before / 2);
    }
  }
}
