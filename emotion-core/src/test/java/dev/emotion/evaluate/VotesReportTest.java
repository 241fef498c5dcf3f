package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.ImageFolder;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.ReadSettings;
import dev.emotion.dataset.Split;
import dev.emotion.dataset.Votes;
import dev.emotion.model.EmotionModel;
import dev.emotion.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VotesReportTest {
  private static final EmotionClasses CLASSES =
      new EmotionClasses(List.of("happy", "sad", "neutral"));

  @TempDir Path folder;

  private static FaceOutcome outcome(String origin, int actual, int said) {
    List<Double> scores = List.of(said == 0 ? 1.0 : 0, said == 1 ? 1.0 : 0, said == 2 ? 1.0 : 0);
    return new FaceOutcome(origin, actual, new EmotionScores(CLASSES, scores));
  }

  /** Reads votes on five faces of which the last has none. */
  private Votes votes() throws IOException {
    String csv =
        """
        name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF
        a,7,0,0,3,0,0,0,0,0,0
        b,2,0,0,8,0,0,0,0,0,0
        c,5,0,0,5,0,0,0,0,0,0
        d,0,9,0,0,0,0,0,0,1,0
        """;
    LabeledFace face = new LabeledFace(FacePixels.of(1, new byte[1]), 0, "a");
    EmotionDataset data =
        new EmotionDataset("made", CLASSES, Map.of(Split.TEST, List.of(face)), List.of());
    return Votes.read(Files.writeString(folder.resolve("votes.csv"), csv), data);
  }

  @Test
  void refusesVotesOnNoneOfTheFaces() throws IOException {
    Votes votes = votes();
    List<LabeledFace> faces = List.of(new LabeledFace(FacePixels.of(1, new byte[1]), 0, "other"));
    assertThatThrownBy(() -> votes.requireSome(faces, "that are measured"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("votes of none of the faces that are measured");
  }

  @Test
  void countsFacesWithAPlurality() throws IOException {
    EvaluationReport report =
        new EvaluationReport(
            CLASSES,
            List.of(
                outcome("a", 1, 1),
                outcome("b", 1, 1),
                outcome("c", 1, 1),
                outcome("d", 0, 2),
                outcome("e", 0, 0)),
            1);
    VotesReport people = VotesReport.of(report, votes());
    assertThat(people.matched()).isEqualTo(4);
    // a: people say neutral; b: right; c: no plurality; d: people say happy; e: nobody was asked.
    assertThat(people.plurality().total()).isEqualTo(3);
    assertThat(people.plurality().accuracy()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(people.bothAgree().total()).isEqualTo(2);
    assertThat(people.bothAgree().accuracy()).isEqualTo(0.5);
    assertThat(people.share(1, 2)).isEqualTo(0.5);
    assertThat(people.share(1, 1)).isEqualTo(0.5);
    assertThat(people.share(2, 0)).isEqualTo(1);
    assertThat(people.share(0, 1)).isZero();
  }

  /** On PublicTest; docs/MODEL_CARD.md says the same. */
  @Test
  void findsWhatIsKnownOfTheBundledModel() {
    Path file = SharedData.path("ferplus/votes-by-name.csv");
    EmotionDataset data = new ImageFolder(SharedData.ferFolder()).read(ReadSettings.defaults());
    try (EmotionModel model = EmotionModel.bundled()) {
      EvaluationReport report = new Evaluator(model).evaluate(data.faces(Split.VALIDATION));
      VotesReport people = VotesReport.of(report, Votes.read(file, data));
      assertThat(report.accuracy()).isCloseTo(0.7044, within(5e-4));
      assertThat(people.matched()).isEqualTo(3579);
      assertThat(people.plurality().total()).isEqualTo(3372);
      assertThat(people.plurality().accuracy()).isCloseTo(0.734, within(1e-3));
      assertThat(people.bothAgree().total()).isEqualTo(2204);
      assertThat(people.bothAgree().accuracy()).isCloseTo(0.891, within(1e-3));
      int sad = EmotionClasses.FER2013.names().indexOf("sad");
      int neutral = EmotionClasses.FER2013.names().indexOf("neutral");
      assertThat(people.share(sad, neutral)).isCloseTo(0.495, within(5e-3));
    }
  }
}
