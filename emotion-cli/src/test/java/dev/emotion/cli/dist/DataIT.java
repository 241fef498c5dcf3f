package dev.emotion.cli.dist;

import static dev.emotion.cli.dist.Installed.emotion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import dev.emotion.cli.dist.Installed.Outcome;
import dev.emotion.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a data set and the model that is trained on it. */
class DataIT {
  @TempDir private Path folder;
  private static Path trained;

  @BeforeAll
  static void train() throws IOException {
    trained = Installed.trained();
  }

  @Test
  void trainingLeavesAModelAndItsRun() throws IOException {
    for (String file :
        List.of("model.zip", "run/curves.png", "run/train.properties", "run/last.zip")) {
      assertThat(trained.resolve(file)).isNotEmptyFile();
    }
    assertThat(Files.readAllLines(trained.resolve("run/history.csv")))
        .as("header and one epoch")
        .hasSize(2);
  }

  @Test
  void aFinishedTrainingIsResumedWithoutWork() throws IOException {
    // Each tells when it was made, or how long that took.
    List<Path> files =
        Stream.of("model.zip", "run/last.zip", "run/history.csv").map(trained::resolve).toList();
    List<byte[]> before = contents(files);
    Outcome resumed =
        emotion(trained, "train", "--config", "run/train.properties", "--data", "faces")
            .and("--output", "model.zip", "--run-dir", "run", "--resume")
            .run()
            .ends(0);
    assertThat(resumed.err()).contains("going on after epoch 1\n").doesNotContain("epoch 2");
    assertThat(resumed.out()).startsWith("model.zip: epoch 1 of 1, ");
    assertThat(contents(files)).containsExactlyElementsOf(before);
  }

  private static List<byte[]> contents(List<Path> files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  @Test
  void folderAndCsvAreInspected() throws IOException {
    for (String data : List.of("faces", "faces.csv")) {
      Path json = folder.resolve(data + ".json");
      emotion(trained, "inspect", "--data", data, "--json", json).run().ends(0);
      assertThat(json).content().contains("\"happy\"");
    }
  }

  @Test
  void folderAndCsvAreEvaluated() throws IOException {
    emotion(trained, "evaluate", "--data", "faces", "--model", "model.zip").run().ends(0);
    String json =
        emotion(trained, "evaluate", "--data", "faces.csv", "--model", "model.zip", "--json", "-")
            .run()
            .ends(0)
            .out();
    assertThat(json).containsPattern("\"count\": *84\\b");
  }

  @Test
  void anAccuracyBelowTheLeastIsStatus5() throws IOException {
    emotion(trained, "evaluate", "--data", "faces", "--min-accuracy", "0.99").run().ends(5);
  }

  @Test
  void aFolderIsPredictedARowAnImage() throws IOException {
    String csv =
        emotion(trained, "predict", "--image", "faces/test", "--recursive", "--detector", "none")
            .and("--format", "csv", "--model", "model.zip")
            .run()
            .ends(0)
            .out();
    assertThat(csv.lines()).hasSize(85);
  }

  @Test
  void optionsComeFromAFile() throws IOException {
    Path config = folder.resolve("evaluate.properties");
    Files.writeString(config, "data = faces\nmodel = model.zip\nsplit = validation\n");
    String out = emotion(trained, "evaluate", "--config", config).run().ends(0).out();
    assertThat(out).startsWith("model.zip on faces, validation: 84 faces\n");
  }

  @Test
  void readmesAccuracyIsMeasuredAndPredictCountsAsManyRight() throws IOException {
    Path fer = SharedData.ferFolder();
    Path json = folder.resolve("fer.json");
    emotion(folder, "evaluate", "--data", fer, "--split", "validation", "--json", json)
        .and("--min-accuracy", "0.70")
        .run()
        .ends(0);
    double accuracy =
        JsonParser.parseString(Files.readString(json))
            .getAsJsonObject()
            .get("accuracy")
            .getAsDouble();
    assertThat(100 * accuracy).as("README says").isCloseTo(readmesAccuracy(), within(0.06));

    List<String> rows =
        emotion(folder, "predict", "--image", fer.resolve("validation"), "--recursive")
            .and("--detector", "none", "--format", "csv")
            .run()
            .ends(0)
            .out()
            .lines()
            .skip(1)
            .toList();
    long right = rows.stream().map(row -> row.split(",", -1)).filter(DataIT::isRight).count();
    assertThat(rows).hasSize(3589);
    assertThat((double) right / rows.size()).isCloseTo(accuracy, within(1e-5));
  }

  /** The class that was said is the folder's name. */
  private static boolean isRight(String[] row) {
    return Path.of(row[0]).getParent().getFileName().toString().equals(row[6]);
  }

  private static double readmesAccuracy() throws IOException {
    Matcher row =
        Pattern.compile("(?m)^\\| FER-2013 PublicTest, one look a face .*?\\*\\*([0-9.]+) %\\*\\*")
            .matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(row.find()).as("README's row of PublicTest").isTrue();
    return Double.parseDouble(row.group(1));
  }
}
