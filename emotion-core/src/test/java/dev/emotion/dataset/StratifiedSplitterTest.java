package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StratifiedSplitterTest {

  private static LabeledFace face(int label, int id) {
    return new LabeledFace(
        FacePixels.of(2, new byte[] {(byte) label, (byte) id, (byte) (id >> 8), 1}),
        label,
        label + "/" + id);
  }

  private static List<LabeledFace> faces(int... counts) {
    List<LabeledFace> faces = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int id = 0; id < counts[label]; id++) {
        faces.add(face(label, id));
      }
    }
    return faces;
  }

  private static List<String> validation(List<LabeledFace> faces, double share, long seed) {
    return new StratifiedSplitter(share, seed)
        .split(faces).get(Split.VALIDATION).stream().map(LabeledFace::origin).toList();
  }

  @Test
  void takesTheSameShareOfEachClass() {
    List<LabeledFace> faces = faces(1000, 40, 15);
    Map<Split, List<LabeledFace>> parts = new StratifiedSplitter(0.1, 1).split(faces);
    assertThat(parts.get(Split.VALIDATION).stream().filter(f -> f.label() == 0)).hasSize(100);
    assertThat(parts.get(Split.VALIDATION).stream().filter(f -> f.label() == 1)).hasSize(4);
    assertThat(parts.get(Split.VALIDATION).stream().filter(f -> f.label() == 2)).hasSize(2);
    assertThat(parts.get(Split.TRAIN))
        .hasSize(1055 - 106)
        .doesNotContainAnyElementsOf(parts.get(Split.VALIDATION));
  }

  @Test
  void keepsAFaceOfEachClassInBothPartsWhereItHasTwo() {
    assertThat(validation(faces(2, 1), 0.01, 1)).hasSize(1).allMatch(o -> o.startsWith("0/"));
    assertThat(validation(faces(2, 1), 0.99, 1)).hasSize(1).allMatch(o -> o.startsWith("0/"));
  }

  @Test
  void keepsTheOrderOfTheSource() {
    List<LabeledFace> faces = faces(50);
    Map<Split, List<LabeledFace>> parts = new StratifiedSplitter(0.5, 3).split(faces);
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
      assertThat(parts.get(split))
          .isSortedAccordingTo((a, b) -> faces.indexOf(a) - faces.indexOf(b));
    }
  }

  @Test
  void choosesByTheSeedAlone() {
    List<LabeledFace> faces = faces(100);
    assertThat(validation(faces, 0.2, 5)).isEqualTo(validation(faces, 0.2, 5));
    assertThat(validation(faces, 0.2, 5)).isNotEqualTo(validation(faces, 0.2, 6));
  }

  @Test
  void doesNotDependOnTheOrderOfTheFaces() {
    List<LabeledFace> faces = faces(100, 30);
    List<LabeledFace> shuffled = new ArrayList<>(faces);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(validation(shuffled, 0.2, 5))
        .containsExactlyInAnyOrderElementsOf(validation(faces, 0.2, 5));
  }

  @Test
  void keepsCopiesOfAFaceTogether() {
    // 20 faces, each three times; a share of a third takes 20, so at most one face is torn.
    List<LabeledFace> faces = new ArrayList<>();
    for (int copy = 0; copy < 3; copy++) {
      faces.addAll(faces(20));
    }
    List<String> chosen = validation(faces, 1 / 3.0, 9);
    long whole =
        chosen.stream().distinct().filter(o -> Collections.frequency(chosen, o) == 3).count();
    assertThat(chosen).hasSize(20);
    assertThat(whole).isEqualTo(6);
  }
}
