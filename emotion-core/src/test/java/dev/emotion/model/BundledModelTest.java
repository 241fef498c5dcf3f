package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.FacePixels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model's configuration isn't compared at each start; here it is. */
class BundledModelTest {

  @Test
  void itsConfigurationIsItsNetworks(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("copy.zip");
    try (InputStream in = EmotionModel.class.getResourceAsStream("bundled-model.zip")) {
      Files.copy(in, file);
    }
    try (EmotionModel defined = EmotionModel.bundled();
        EmotionModel read = EmotionModel.load(file)) {
      List<FacePixels> faces = new ArrayList<>();
      Random random = new Random(1);
      for (int i = 0; i < 5; i++) {
        byte[] grey = new byte[defined.side() * defined.side()];
        random.nextBytes(grey);
        faces.add(FacePixels.of(defined.side(), grey));
      }
      assertThat(defined.classify(faces)).isEqualTo(read.classify(faces));
    }
  }
}
