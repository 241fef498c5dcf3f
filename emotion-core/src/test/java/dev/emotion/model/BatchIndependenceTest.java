package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A face's answer is the same to the last bit whichever faces are asked about with it, which is
 * what lets a server put the faces of several requests together.
 */
class BatchIndependenceTest {
  private static final int FACES = 48;

  private static EmotionModel model;
  private static List<FacePixels> faces;
  private static List<EmotionScores> alone;

  @BeforeAll
  static void askOneByOne() {
    model = EmotionModel.bundled();
    Random random = new Random(1);
    faces = new ArrayList<>();
    for (int i = 0; i < FACES; i++) {
      faces.add(wanderingGrey(random, model.side()));
    }
    alone = faces.stream().map(face -> model.classify(List.of(face)).get(0)).toList();
  }

  /** Smooth along the rows, unlike plain noise. */
  private static FacePixels wanderingGrey(Random random, int side) {
    byte[] pixels = new byte[side * side];
    int grey = 128;
    for (int i = 0; i < pixels.length; i++) {
      grey = Math.min(255, Math.max(0, grey + random.nextInt(41) - 20));
      pixels[i] = (byte) grey;
    }
    return FacePixels.of(side, pixels);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 13, 15, 20, 32, 48})
  void answersDoNotDependOnTheBatch(int size) {
    List<EmotionScores> together = new ArrayList<>();
    for (int from = 0; from < FACES; from += size) {
      together.addAll(model.classify(faces.subList(from, Math.min(FACES, from + size))));
    }

    assertThat(together).isEqualTo(alone);
  }
}
