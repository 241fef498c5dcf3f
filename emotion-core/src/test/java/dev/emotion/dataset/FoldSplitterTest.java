package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FoldSplitterTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad", "none"));

  private static FacePixels pixels(int number) {
    return FacePixels.of(2, new byte[] {(byte) number, (byte) (number >> 8), 0, 1});
  }

  private static LabeledFace face(int number, int label) {
    return new LabeledFace(pixels(number), label, "made:" + number);
  }

  /** 40 different happy faces and 20 sad ones; every tenth three times. */
  private static List<LabeledFace> faces() {
    List<LabeledFace> faces = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      for (int copy = 0; copy < (i % 10 == 0 ? 3 : 1); copy++) {
        faces.add(face(i, i < 40 ? 0 : 1));
      }
    }
    return faces;
  }

  private static EmotionDataset data(List<LabeledFace> train, List<LabeledFace> validation) {
    return new EmotionDataset(
        "made",
        CLASSES,
        Map.of(Split.TRAIN, train, Split.VALIDATION, validation, Split.TEST, List.of(face(999, 0))),
        List.of());
  }

  private static Set<FacePixels> different(List<LabeledFace> faces) {
    return faces.stream().map(LabeledFace::pixels).collect(Collectors.toSet());
  }

  @Test
  void measuresOnEveryFaceOnceAndKeepsCopiesTogether() {
    List<LabeledFace> faces = faces();
    List<EmotionDataset> folds = data(faces.subList(0, 50), faces.subList(50, 72)).folds(5, 42);
    assertThat(folds).hasSize(5);
    List<LabeledFace> measured = new ArrayList<>();
    for (EmotionDataset fold : folds) {
      measured.addAll(fold.faces(Split.VALIDATION));
      Set<FacePixels> both = different(fold.faces(Split.TRAIN));
      both.retainAll(different(fold.faces(Split.VALIDATION)));
      assertThat(both).isEmpty();
      assertThat(fold.faces(Split.TRAIN).size() + fold.faces(Split.VALIDATION).size())
          .isEqualTo(72);
      assertThat(fold.faces(Split.TEST)).containsExactly(face(999, 0));
    }
    assertThat(measured).containsExactlyInAnyOrderElementsOf(faces);
  }

  @Test
  void spreadsEveryClassEvenly() {
    for (EmotionDataset fold : data(faces(), List.of()).folds(5, 7)) {
      List<LabeledFace> part = fold.faces(Split.VALIDATION);
      assertThat(part.stream().filter(face -> face.label() == 0)).hasSizeBetween(9, 10); // of 48
      assertThat(part.stream().filter(face -> face.label() == 1)).hasSizeBetween(4, 5); // of 24
      assertThat(part).hasSizeBetween(14, 15); // of 72
    }
  }

  @Test
  void dependsOnTheSeedAndNotOnTheOrder() {
    List<LabeledFace> mixed = faces();
    Collections.shuffle(mixed, new Random(3));
    List<Set<FacePixels>> given = parts(faces(), 1);
    assertThat(parts(mixed, 1)).isEqualTo(given);
    assertThat(parts(faces(), 2)).isNotEqualTo(given);
  }

  private static List<Set<FacePixels>> parts(List<LabeledFace> faces, long seed) {
    return data(faces, List.of()).folds(4, seed).stream()
        .map(fold -> different(fold.faces(Split.VALIDATION)))
        .toList();
  }

  /** Copies that are labelled in two ways stay together too. */
  @Test
  void keepsContradictoryCopiesTogether() {
    List<LabeledFace> faces = faces();
    for (int i = 0; i < 20; i++) {
      faces.add(face(i, 1));
    }
    Set<FacePixels> seen = new HashSet<>();
    for (Set<FacePixels> part : parts(faces, 5)) {
      assertThat(seen).doesNotContainAnyElementsOf(part);
      seen.addAll(part);
    }
    assertThat(seen).hasSize(60);
  }

  @Test
  void refusesAClassWithFewerFacesThanFolds() {
    List<LabeledFace> faces = new ArrayList<>(faces().subList(0, 30));
    faces.addAll(List.of(face(100, 1), face(101, 1), face(101, 1)));
    assertThatThrownBy(() -> data(faces, List.of()).folds(3, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("2 different faces of class sad")
        .hasMessageContaining("3 or more, one for each fold; lower --folds");
    assertThat(data(faces, List.of()).folds(2, 1)).hasSize(2);
  }
}
