package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmotionDatasetTest {
  private static final LabeledFace A = face(1, 0);
  private static final LabeledFace B = face(2, 3);

  private static LabeledFace face(int value, int label) {
    return new LabeledFace(
        FacePixels.of(2, new byte[] {(byte) value, 0, 0, 0}), label, "origin " + value);
  }

  private static EmotionDataset dataset(List<LabeledFace> train, List<LabeledFace> test) {
    return new EmotionDataset(
        "made", EmotionClasses.FER2013, Map.of(Split.TRAIN, train, Split.TEST, test), List.of());
  }

  private static DatasetFingerprint fingerprint(List<LabeledFace> train, List<LabeledFace> test) {
    return dataset(train, test).fingerprint();
  }

  @Test
  void fingerprintDoesNotDependOnOrderOriginOrName() {
    LabeledFace elsewhere = new LabeledFace(A.pixels(), A.label(), "elsewhere");
    EmotionDataset other =
        new EmotionDataset(
            "other",
            EmotionClasses.FER2013,
            Map.of(Split.TRAIN, List.of(B, elsewhere)),
            List.of("x"));
    assertThat(other.fingerprint()).isEqualTo(fingerprint(List.of(A, B), List.of()));
  }

  @Test
  void fingerprintChangesWithPixelsLabelPartAndCopies() {
    assertThat(
            List.of(
                fingerprint(List.of(A, B), List.of()),
                fingerprint(List.of(A), List.of(B)),
                fingerprint(List.of(B), List.of(A)),
                fingerprint(List.of(A, face(2, 4)), List.of()),
                fingerprint(List.of(A, face(3, 3)), List.of()),
                fingerprint(List.of(A, B, B), List.of()),
                fingerprint(List.of(A), List.of())))
        .doesNotHaveDuplicates();
  }

  @Test
  void fingerprintGoesByClassNameNotIndex() {
    EmotionClasses reordered = new EmotionClasses(List.of("happy", "angry"));
    EmotionDataset same =
        new EmotionDataset(
            "made",
            reordered,
            Map.of(
                Split.TRAIN,
                List.of(new LabeledFace(A.pixels(), 1, "a"), new LabeledFace(B.pixels(), 0, "b"))),
            List.of());
    assertThat(same.fingerprint()).isEqualTo(fingerprint(List.of(A, B), List.of()));
  }

  @Test
  void fingerprintIsTheSourcesWhetherOrNotAPartWasSplitOff() {
    List<LabeledFace> faces = IntStream.range(0, 40).mapToObj(i -> face(i, i % 2)).toList();
    EmotionDataset whole = dataset(faces, List.of(A));
    EmotionDataset split = whole.withValidation(0.25, 3);
    assertThat(split.faces(Split.VALIDATION)).hasSize(10);
    assertThat(split.fingerprint()).isEqualTo(whole.fingerprint());
    EmotionDataset brought =
        new EmotionDataset("made", EmotionClasses.FER2013, split.splits(), List.of());
    assertThat(brought.fingerprint()).isNotEqualTo(whole.fingerprint());
  }

  @Test
  void everyPartHasAListOfItsOwn() {
    Map<Split, List<LabeledFace>> splits = new HashMap<>();
    List<LabeledFace> train = new ArrayList<>(List.of(A));
    splits.put(Split.TRAIN, train);
    EmotionDataset dataset = new EmotionDataset("made", EmotionClasses.FER2013, splits, List.of());
    train.add(B);
    splits.clear();
    assertThat(dataset.faces(Split.TRAIN)).containsExactly(A);
    assertThat(dataset.faces(Split.VALIDATION)).isEmpty();
    assertThat(dataset.all()).containsExactly(A);
  }

  @Test
  void rejectsALabelBeyondTheClasses() {
    assertThatThrownBy(() -> dataset(List.of(face(1, 7)), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("origin 1: label 7, expected below 7");
  }
}
