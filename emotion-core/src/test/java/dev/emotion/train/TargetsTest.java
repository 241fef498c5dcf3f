package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.dataset.Votes;
import dev.emotion.testing.FakeClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
  @TempDir Path folder;

  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));
  private static final List<LabeledFace> FACES =
      List.of(face(10, 0), face(200, 1), face(90, 1), face(250, 0));

  private static LabeledFace face(int grey, int label) {
    return new LabeledFace(FacePixels.of(1, new byte[] {(byte) grey}), label, "made:" + grey);
  }

  /** Says sad by the brightness. */
  private static final FaceClassifier TEACHER =
      new FakeClassifier(
          CLASSES,
          face -> {
            double sad = face.get(0, 0) / 250.0;
            return new EmotionScores(CLASSES, List.of(1 - sad, sad));
          });

  @Test
  void areTheSmoothedLabelsWithoutATeacher() {
    assertThat(new Targets(FACES, CLASSES, 0.1).of(List.of(1, 0)))
        .usingRecursiveComparison()
        .isEqualTo(List.of(new double[] {0.05, 0.95}, new double[] {0.95, 0.05}));
  }

  @Test
  void takeTheTeachersShareOfEachFace() {
    Targets targets = new Targets(FACES, CLASSES, 0);
    targets.mix(TEACHER, 0.25);
    List<double[]> rows = targets.of(List.of(0, 1, 2, 3));
    assertThat(rows.get(0)[1]).isCloseTo(0.25 * 10 / 250, within(1e-12));
    assertThat(rows.get(1)[1]).isCloseTo(0.75 + 0.25 * 200 / 250, within(1e-12));
    assertThat(rows.get(2)[1]).isCloseTo(0.75 + 0.25 * 90 / 250, within(1e-12));
    assertThat(rows.get(3)[1]).isCloseTo(0.25, within(1e-12));
    assertThat(rows).allSatisfy(row -> assertThat(row[0] + row[1]).isCloseTo(1, within(1e-12)));
  }

  /**
   * Votes on three of the four faces: (3, 1), (0, 4), nobody for these classes. Shares (3/4, 1/4)
   * and (0, 1), so f = (3/4, 5/4).
   */
  @Test
  void takeTheVotesShareOfEachFaceByTheRootOfTheClassesFrequency() throws IOException {
    Targets targets = new Targets(FACES, CLASSES, 0);
    targets.mix(votes(), 0.35);
    List<double[]> rows = targets.of(List.of(0, 1, 2, 3));
    // 3 / root(0.75) = 3.464102, 1 / root(1.25) = 0.894427: (0.794787, 0.205213)
    assertThat(rows.get(0)[0]).isCloseTo(0.65 + 0.35 * 0.794787, within(1e-6));
    assertThat(rows.get(0)[1]).isCloseTo(0.35 * 0.205213, within(1e-6));
    assertThat(rows.get(1)).containsExactly(new double[] {0, 1}, within(1e-12));
    assertThat(rows.get(2)).containsExactly(0, 1);
    assertThat(rows.get(3)).containsExactly(1, 0);
  }

  @Test
  void areTheVotesAloneAtWeightOneAndTheLabelsAtZero() throws IOException {
    Targets alone = new Targets(FACES, CLASSES, 0);
    alone.mix(votes(), 1);
    assertThat(alone.of(List.of(0)).get(0)[0]).isCloseTo(0.794787, within(1e-6));
    assertThat(alone.of(List.of(3)).get(0)).containsExactly(1, 0);
    Targets none = new Targets(FACES, CLASSES, 0.1);
    none.mix(votes(), 0);
    assertThat(none.of(List.of(0)).get(0))
        .containsExactly(new double[] {0.95, 0.05}, within(1e-12));
  }

  @Test
  void takeTheTeacherOnTopOfLabelAndVotes() throws IOException {
    Targets targets = new Targets(FACES, CLASSES, 0);
    targets.mix(votes(), 0.35);
    targets.mix(TEACHER, 0.5);
    double label = 0.65 + 0.35 * 0.794787;
    assertThat(targets.of(List.of(0)).get(0)[0])
        .isCloseTo(0.5 * label + 0.5 * (1 - 10 / 250.0), within(1e-6));
  }

  /** A class that no face is labelled with is learned from the votes alone. */
  @Test
  void giveVotesForContemptToAnEighthClass() throws IOException {
    EmotionClasses three = new EmotionClasses(List.of("happy", "sad", "contempt"));
    Targets targets = new Targets(FACES, three, 0);
    targets.mix(votes(), 1);
    // Shares (3/4, 1/4, 0), (0, 4/10, 6/10), (0, 0, 1): f = (0.75, 0.65, 1.6)
    double[] second = targets.of(List.of(1)).get(0);
    double sad = 4 / Math.sqrt(0.65);
    double contempt = 6 / Math.sqrt(1.6);
    assertThat(second)
        .containsExactly(
            new double[] {0, sad / (sad + contempt), contempt / (sad + contempt)}, within(1e-12));
    assertThat(targets.of(List.of(2)).get(0)).containsExactly(0, 0, 1);
  }

  private Votes votes() throws IOException {
    String csv =
        """
        name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF
        made:10,0,3,0,1,0,0,0,0,0,0
        made:200,0,0,0,4,0,0,0,6,0,0
        made:90,0,0,0,0,0,0,0,5,5,0
        """;
    EmotionDataset data =
        new EmotionDataset("made", CLASSES, Map.of(Split.TRAIN, FACES), List.of());
    return Votes.read(Files.writeString(folder.resolve("votes.csv"), csv), data);
  }
}
