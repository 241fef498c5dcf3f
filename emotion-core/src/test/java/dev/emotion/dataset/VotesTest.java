package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VotesTest {
  private static final EmotionClasses FER = EmotionClasses.FER2013;
  private static final EmotionClasses EIGHT =
      new EmotionClasses(
          List.of("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral", "contempt"));
  private static final String ANSWERS =
      "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";
  private static final String BY_ROW = "Usage,Image name," + ANSWERS + "\n";
  private static final String BY_NAME = "name,ferplus_row," + ANSWERS + "\n";

  /** Angry, happy, sad; the last is of the validation part. */
  private static final int[] LABELS = {0, 3, 4};

  private static final String ROWS =
      """
      Training,fer0000000.png,1,0,0,1,8,0,0,0,0,0
      Training,fer0000001.png,0,9,1,0,0,0,0,0,0,0
      PublicTest,fer0000002.png,3,0,0,7,0,0,0,0,0,0
      """;

  @TempDir Path folder;

  private static LabeledFace face(int i, String origin) {
    return new LabeledFace(FacePixels.of(1, new byte[] {(byte) (10 * i)}), LABELS[i], origin);
  }

  private static EmotionDataset csv() {
    return data("fer.csv", List.of("fer.csv:2", "fer.csv:3", "fer.csv:4"), List.of());
  }

  private static EmotionDataset images() {
    List<String> names = List.of("train/angry/a.jpg", "train/happy/b.jpg", "validation/sad/c.jpg");
    return data("fer", names, List.of());
  }

  private static EmotionDataset data(String name, List<String> origins, List<String> skipped) {
    List<LabeledFace> faces = new ArrayList<>();
    for (int i = 0; i < origins.size(); i++) {
      faces.add(face(i, origins.get(i)));
    }
    Map<Split, List<LabeledFace>> splits =
        Map.of(Split.TRAIN, faces.subList(0, 2), Split.VALIDATION, faces.subList(2, faces.size()));
    return new EmotionDataset(name, FER, splits, skipped);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("votes.csv"), text);
  }

  private void assertRefused(String text, EmotionDataset data, String... parts) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> Votes.read(file, data))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void areMappedToClassesByName() throws IOException {
    Votes votes = Votes.read(file(BY_NAME + "train/angry/a.jpg,0,1,2,3,4,5,6,7,8,9,10"), images());
    assertThat(votes.counts("train/angry/a.jpg", FER)).contains(new double[] {5, 6, 7, 2, 4, 3, 1});
    assertThat(votes.counts("train/angry/a.jpg", EIGHT))
        .contains(new double[] {5, 6, 7, 2, 4, 3, 1, 8});
    EmotionClasses few = new EmotionClasses(List.of("unknown", "nf", "happy"));
    assertThat(votes.counts("train/angry/a.jpg", few)).contains(new double[] {9, 10, 2});
  }

  @Test
  void ofContemptUnknownAndNoFaceCountAsNoneWhereTheClassesLackThem() throws IOException {
    Votes votes = Votes.read(file(BY_NAME + "train/angry/a.jpg,0,0,0,0,0,0,0,0,5,3,2"), images());
    assertThat(votes.has("train/angry/a.jpg")).isTrue();
    assertThat(votes.counts("train/angry/a.jpg", FER)).isEmpty();
    assertThat(votes.plurality("train/angry/a.jpg", FER)).isEmpty();
    assertThat(votes.plurality("train/angry/a.jpg", EIGHT)).hasValue(7);
  }

  @Test
  void haveAPluralityOnlyWithMoreVotesThanAnyOtherAnswer() throws IOException {
    Votes votes =
        Votes.read(
            file(
                BY_NAME
                    + "train/angry/a.jpg,0,4,0,0,4,2,0,0,0,0,0\n"
                    + "train/happy/b.jpg,1,1,4,0,0,0,0,0,0,4,1\n"
                    + "validation/sad/c.jpg,2,3,0,0,4,3,0,0,0,0,0\n"),
            images());
    assertThat(votes.plurality("train/angry/a.jpg", FER)).isEmpty();
    assertThat(votes.plurality("train/happy/b.jpg", FER)).isEmpty();
    assertThat(votes.plurality("validation/sad/c.jpg", FER)).hasValue(4);
  }

  @Test
  void byNameLeaveOutImagesWithoutAMatchAndThoseNotListed() throws IOException {
    Votes votes =
        Votes.read(
            file(
                BY_NAME
                    + "train/angry/a.jpg,-1,,,,,,,,,,\n"
                    + "train/happy/b.jpg,7,0,10,0,0,0,0,0,0,0,0\n"
                    + "\"elsewhere/x, y.jpg\",9,0,10,0,0,0,0,0,0,0,0\n"
                    + "\"a \"\"b\"\".jpg\",9,0,10,0,0,0,0,0,0,0,0\n"),
            images());
    assertThat(votes.has("train/angry/a.jpg")).isFalse();
    assertThat(votes.counts("train/angry/a.jpg", FER)).isEmpty();
    assertThat(votes.has("validation/sad/c.jpg")).isFalse();
    assertThat(votes.has("elsewhere/x, y.jpg")).isTrue();
    assertThat(votes.has("a \"b\".jpg")).isTrue();
    assertThat(votes.matched(images().all())).isEqualTo(1);
  }

  @Test
  void byNameAreFoundWhateverTheFormOfAnAccent() throws IOException {
    String[] forms = {"train/angry/\u00E8.jpg", "train/angry/e\u0300.jpg"};
    for (String origin : forms) {
      EmotionDataset data = data("fer", List.of(origin, "b.jpg"), List.of());
      for (String name : forms) {
        Votes votes = Votes.read(file(BY_NAME + name + ",0,0,0,0,0,10,0,0,0,0,0"), data);
        assertThat(votes.plurality(origin, FER)).hasValue(0);
      }
    }
    String twice = forms[0] + ",0,0,1,0,0,0,0,0,0,0,0\n" + forms[1] + ",0,0,1,0,0,0,0,0,0,0,0";
    assertRefused(BY_NAME + twice, images(), "votes.csv:3: a second row of");
  }

  @Test
  void rowByRowBelongToTheSameRowOfTheFaces() throws IOException {
    Votes votes = Votes.read(file(BY_ROW + ROWS), csv());
    assertThat(votes.plurality("fer.csv:2", FER)).hasValue(0);
    assertThat(votes.plurality("fer.csv:3", FER)).hasValue(3);
    assertThat(votes.plurality("fer.csv:4", FER)).hasValue(4);
  }

  @Test
  void rowByRowStayInPlaceWhereABadRowIsSkipped() throws IOException {
    EmotionDataset skipping =
        data("fer.csv", List.of("fer.csv:2", "fer.csv:4", "fer.csv:5"), List.of("fer.csv:3: bad"));
    String rows = ROWS.replaceFirst("\n", "\nTraining,x,0,0,0,0,0,0,10,0,0,0\n");
    Votes votes = Votes.read(file(BY_ROW + rows), skipping);
    assertThat(votes.plurality("fer.csv:4", FER)).hasValue(3);
    assertRefused(BY_ROW + ROWS, skipping, "3 rows", " and 1 skipped as fer.csv has");
  }

  @Test
  void refuseAnotherNumberOfRowsOrOtherParts() throws IOException {
    assertRefused(
        BY_ROW + ROWS + "PrivateTest,x,0,10,0,0,0,0,0,0,0,0\n",
        csv(),
        "4 rows (Training 2, PublicTest 1, PrivateTest 1), row by row",
        "expected 3 rows (Training 2, PublicTest 1) as fer.csv has",
        "other data takes votes by name");
    assertRefused(
        BY_ROW + ROWS.replaceFirst("Training", "PublicTest"),
        csv(),
        "3 rows (Training 1, PublicTest 2)",
        "expected 3 rows (Training 2, PublicTest 1)");
    String[] rows = ROWS.split("\n", -1);
    assertRefused(
        BY_ROW + rows[0] + "\n" + rows[2] + "\n" + rows[1] + "\n",
        csv(),
        "votes.csv:3: PublicTest, expected Training as fer.csv:3 has it");
  }

  /** The same number of rows and the same parts, such as a CSV made of the sorted folders. */
  @Test
  void refuseRowsOfAnotherOrder() throws IOException {
    String[] rows = ROWS.split("\n", -1);
    assertRefused(
        BY_ROW + rows[1] + "\n" + rows[0] + "\n" + rows[2] + "\n",
        csv(),
        "people who say what fer.csv says of 33 % of the faces",
        "expected about 65 %: the rows are of another order");
  }

  @Test
  void refuseDataOfTheOtherForm() throws IOException {
    assertRefused(BY_ROW + ROWS, images(), "3 rows", "row by row", "votes by name");
    assertRefused(
        BY_NAME + "train/angry/a.jpg,0,0,10,0,0,0,0,0,0,0,0\n",
        csv(),
        "votes of none of the faces of fer.csv",
        "names such as fer.csv:2");
  }

  @Test
  void nameTheLineAndTheFaultOfABadFile() throws IOException {
    assertRefused("", images(), "an empty file");
    assertRefused("name,happiness\n", images(), "votes.csv:1: 'name,happiness', expected Usage");
    assertRefused(BY_NAME + "a.jpg,0,1\n", images(), "votes.csv:2: 3 fields, expected 12");
    assertRefused(
        BY_NAME + "a.jpg,0,1,x,0,0,0,0,0,0,0,0\n",
        images(),
        "votes.csv:2: happiness 'x', expected a number of votes");
    assertRefused(BY_NAME + "a.jpg,0,1,,0,0,0,0,0,0,0,0\n", images(), "votes.csv:2: happiness ''");
    assertRefused(
        BY_NAME + "a,0,1,0,0,0,0,0,0,0,0,0\na,0,1,0,0,0,0,0,0,0,0,0\n",
        images(),
        "votes.csv:3: a second row of a, expected one an image");
    assertRefused(BY_ROW + "Test,x,1,0,0,0,0,0,0,0,0,0\n", csv(), "votes.csv:2: Usage 'Test'");
  }

  @Test
  void haveOneFingerprintInBothFormsAndAnotherWithOneOtherVote() throws IOException {
    String names =
        """
        validation/sad/c.jpg,2,3,0,0,7,0,0,0,0,0,0
        train/happy/b.jpg,1,0,9,1,0,0,0,0,0,0,0
        train/angry/a.jpg,0,1,0,0,1,8,0,0,0,0,0
        """;
    String byRow = Votes.read(file(BY_ROW + ROWS), csv()).fingerprint(csv().all());
    Votes byName = Votes.read(file(BY_NAME + names), images());
    assertThat(byRow).matches("[0-9a-f]{64}").isEqualTo(byName.fingerprint(images().all()));
    Votes other = Votes.read(file(BY_NAME + names.replace("9,1", "8,2")), images());
    assertThat(other.fingerprint(images().all())).isNotEqualTo(byRow);
  }
}
