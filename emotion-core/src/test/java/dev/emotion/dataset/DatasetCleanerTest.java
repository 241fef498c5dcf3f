package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.dataset.DatasetCleaner.Reason;
import dev.emotion.testing.RandomFaces;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetCleanerTest {
  private static final List<FacePixels> FACES = RandomFaces.of(6, 48, 1);

  private static LabeledFace face(int which, int label, String origin) {
    return new LabeledFace(FACES.get(which), label, origin);
  }

  private static EmotionDataset data(List<LabeledFace> train) {
    return new EmotionDataset(
        "made",
        EmotionClasses.FER2013,
        Map.of(
            Split.TRAIN, train,
            Split.VALIDATION, List.of(face(4, 0, "v1"), face(4, 0, "v2")),
            Split.TEST, List.of(face(5, 1, "t1"))),
        List.of());
  }

  @Test
  void leavesOutWhatTeachesNothingOrSomethingWrong() {
    FacePixels blank = FacePixels.of(48, new byte[48 * 48]);
    EmotionDataset dataset =
        data(
            List.of(
                face(0, 3, "kept 1"),
                new LabeledFace(blank, 2, "blank"),
                face(1, 3, "said happy"),
                face(1, 4, "said sad"),
                face(2, 5, "kept 2"),
                face(2, 5, "a copy"),
                face(2, 5, "another"),
                face(4, 6, "in validation"),
                face(5, 1, "in test"),
                face(3, 0, "kept 3")));
    DatasetCleaner.Cleaned cleaned = DatasetCleaner.clean(dataset);
    assertThat(cleaned.dataset().faces(Split.TRAIN))
        .extracting(LabeledFace::origin)
        .containsExactly("kept 1", "kept 2", "kept 3");
    assertThat(cleaned.leftOut())
        .containsExactly(
            entry(Reason.BLANK, 1),
            entry(Reason.MEASURED_ON, 2),
            entry(Reason.CONTRADICTORY, 2),
            entry(Reason.REPEATED, 2));
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      assertThat(cleaned.dataset().faces(split)).isEqualTo(dataset.faces(split));
    }
    assertThat(cleaned.dataset().fingerprint()).isNotEqualTo(dataset.fingerprint());
  }

  @Test
  void leavesACleanDataSetAlone() {
    EmotionDataset dataset = data(List.of(face(0, 3, "a"), face(1, 3, "b")));
    DatasetCleaner.Cleaned cleaned = DatasetCleaner.clean(dataset);
    assertThat(cleaned.dataset()).isEqualTo(dataset);
    assertThat(cleaned.leftOut().values()).containsOnly(0);
  }
}
