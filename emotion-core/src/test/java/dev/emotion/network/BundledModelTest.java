package dev.emotion.network;

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

/** The bundled model's network is defined by code; its file must say the same. */
class BundledModelTest {

  @Test
  void isTheNetworkOfItsFile(@TempDir Path folder) throws IOException {
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
      assertThat(defined.graph().getConfiguration().getVertices().keySet())
          .isEqualTo(read.graph().getConfiguration().getVertices().keySet());
    }
  }
}
