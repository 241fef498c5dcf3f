package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import dev.emotion.model.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains the smallest network on a handful of faces, each class of its own grey. */
class TrainCommandTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = folder.resolve("faces.csv");
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int i = 0; i < 42; i++) {
      String usage = i < 28 ? "Training" : i < 35 ? "PublicTest" : "PrivateTest";
      csv.append(i % 7).append(',').append((30 * (i % 7) + " ").repeat(2304).strip());
      csv.append(',').append(usage).append('\n');
    }
    Files.writeString(data, csv);
  }

  private CliRun train(Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("train", "--data", data, "--architecture", "mini", "--width", "2"));
    args.addAll(List.of("--batch-size", "8"));
    if (!List.of(more).contains("--output")) {
      args.addAll(List.of("--output", folder.resolve("m.zip")));
    }
    args.addAll(List.of(more));
    return CliRun.of(args.toArray());
  }

  @Test
  void refusesMoreWeightsThanAModelMayHaveBeforeTheFirstEpoch() {
    CliRun run =
        CliRun.of(
            "train",
            "--data",
            data,
            "--architecture",
            "vgg",
            "--width",
            "512",
            "--batch-size",
            "1",
            "--output",
            folder.resolve("m.zip"));
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err().lines().skip(1))
        .containsExactly(
            "emotion: the network: 299725319 weights, expected at most 134217728; lower --width");
  }

  @Test
  void leavesTheModelAndTheRunDirectory() throws IOException {
    CliRun run = train("--epochs", "2");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("m.zip: epoch ").contains(" of 2, validation accuracy ");
    assertThat(run.err())
        .startsWith(
            "28 faces to train on, 7 to validate, 7 classes: angry, disgust, fear, happy, sad,"
                + " surprise, neutral\n")
        .contains("epoch 2/2: train ", ", rate 0.0", "best so far")
        .contains("all epochs done\n", "95 % interval ", "m-run/report.html", "next: emotion eval")
        .doesNotContain("\r");
    Path runs = folder.resolve("m-run");
    assertThat(runs).isDirectoryContaining("glob:**/last.zip");
    assertThat(Files.readAllLines(runs.resolve("history.csv")))
        .hasSize(3)
        .first()
        .isEqualTo(
            "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
                + "seconds,images_per_second");
    assertThat(Files.readString(runs.resolve("train.properties")))
        .contains("width=2\n", "learning-rate=0.05\n", "augment=standard\n")
        .contains("clean=false\n", "skip-bad=false\n", "validation-split=0.1\n");
    assertThat(Files.readAllBytes(runs.resolve("curves.png"))).startsWith(0x89, 'P', 'N', 'G');
    assertThat(Files.readString(runs.resolve("report.html")))
        .contains("epoch 2 of at most 2, finished", "Recall of each class", "all epochs done")
        .contains("The first batch", "data:image/jpeg;base64")
        .doesNotContain("resumed", "http-equiv=\"refresh\"", "<script", "NaN");
    CliRun evaluated = CliRun.of("evaluate", "--data", data, "--model", folder.resolve("m.zip"));
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
  }

  @Test
  void namesNoPartToMeasureOnWhereItSplitTheValidationPartOff() throws IOException {
    String csv = Files.readString(data).replaceAll("PublicTest|PrivateTest", "Training");
    Files.writeString(data, csv);
    CliRun run = train("--epochs", "1", "--validation-split", "0.2");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("next: emotion evaluate --data OTHER-FACES --split all ");
  }

  @Test
  void freezesLayersOfATrainedModelOnly() throws IOException {
    CliRun alone = train("--epochs", "1", "--freeze", "2");
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err()).contains("--freeze: found 2 without --fine-tune");

    CliRun noNumber = train("--epochs", "1", "--freeze", "some");
    assertThat(noNumber.status()).isEqualTo(2);
    assertThat(noNumber.err()).contains("--freeze: found some, expected a number of layers");

    CliRun base = train("--epochs", "1");
    assertThat(base.status()).as(base.err()).isZero();
    Path trained = Files.move(folder.resolve("m.zip"), folder.resolve("base.zip"));
    Object[] tuning = {"--epochs", "1", "--fine-tune", trained, "--run-dir", folder.resolve("r")};
    CliRun tuned = train(concat(tuning, "--freeze", "all-but-head"));
    assertThat(tuned.status()).as(tuned.err()).isZero();
    assertThat(Files.readString(folder.resolve("r/train.properties")))
        .contains("freeze=all-but-head\n");

    CliRun tooMany =
        train(
            "--epochs",
            "1",
            "--fine-tune",
            trained,
            "--run-dir",
            folder.resolve("s"),
            "--freeze",
            "99");
    assertThat(tooMany.status()).isEqualTo(3);
    assertThat(tooMany.err()).contains("--freeze: 99 layers with weights, the network has ");
  }

  @Test
  void theBackboneRateIsAShareAndForFineTuningOnly() throws IOException {
    CliRun alone = train("--epochs", "1", "--backbone-rate", "0.1");
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err())
        .contains("--backbone-rate: found 0.1 without --fine-tune, expected a trained model");

    Object[] tuning = {"--epochs", "1", "--fine-tune", "bundled"};
    for (String rate : List.of("0", "-1", "2", "NaN")) {
      CliRun run = train(concat(tuning, "--backbone-rate", rate));
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("--backbone-rate: found ", ", expected above 0, at most 1");
    }
    CliRun both = train(concat(tuning, "--backbone-rate", "0.1", "--freeze", "all-but-head"));
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err())
        .contains("--backbone-rate: found 0.1, expected none beside --freeze all-but-head");

    assertThat(train("--epochs", "1").status()).isZero();
    Path base = Files.move(folder.resolve("m.zip"), folder.resolve("base.zip"));
    Path runs = folder.resolve("r");
    CliRun run =
        train("--epochs", "1", "--fine-tune", base, "--run-dir", runs, "--backbone-rate", "0.1");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(Files.readString(runs.resolve("train.properties"))).contains("backbone-rate=0.1\n");
  }

  private static Object[] concat(Object[] some, Object... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray();
  }

  @Test
  void leavesBlankFacesOutIfAsked() {
    CliRun run = train("--epochs", "1", "--clean");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .startsWith(
            "left out of training: 28 blank, 0 also in another part, 0 with several labels, 0 seen"
                + " before\n")
        .contains("no faces in the train part");
  }

  @Test
  void itsSettingsServeAsConfigurationToResume() throws IOException {
    assertThat(train("--epochs", "2", "--seed", "5").status()).isZero();
    CliRun again = train("--epochs", "2", "--seed", "5");
    assertThat(again.status()).isEqualTo(3);
    assertThat(again.err()).contains("--resume");
    CliRun other = train("--resume", "--epochs", "2", "--seed", "6");
    assertThat(other.status()).isEqualTo(3);
    assertThat(other.err()).contains("--seed 6, expected 5");
    CliRun split = train("--resume", "--epochs", "2", "--seed", "5", "--validation-split", "0.2");
    assertThat(split.status()).isEqualTo(3);
    assertThat(split.err()).contains("--validation-split 0.2, expected 0.1");
    CliRun resumed =
        CliRun.of(
            "train",
            "--config",
            folder.resolve("m-run/train.properties"),
            "--data",
            data,
            "--output",
            folder.resolve("m.zip"),
            "--resume");
    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("going on after epoch 2");
    assertThat(Files.readString(folder.resolve("m-run/report.html")))
        .contains("finished; resumed after epoch 2: recalls, matrix and faces are of the epochs");
  }

  @Test
  void fineTunesWithOtherClasses() throws IOException {
    assertThat(train("--epochs", "1").status()).isZero();
    Path folders = folder.resolve("pictures");
    for (String name : List.of("happy", "contempt")) {
      Files.createDirectories(folders.resolve(name));
    }
    byte[] pgm = new byte[11 + 9];
    System.arraycopy("P5 3 3 255\n".getBytes(StandardCharsets.UTF_8), 0, pgm, 0, 11);
    for (int i = 0; i < 10; i++) {
      pgm[12] = (byte) (20 * i);
      Files.write(folders.resolve("happy/" + i + ".pgm"), pgm);
      pgm[18] = (byte) (250 - 20 * i);
      Files.write(folders.resolve("contempt/" + i + ".pgm"), pgm);
    }
    Path tuned = folder.resolve("tuned.zip");
    CliRun run =
        CliRun.of(
            "train",
            "--data",
            folders,
            "--classes",
            "happy,contempt",
            "--fine-tune",
            folder.resolve("m.zip"),
            "--epochs",
            "1",
            "--output",
            tuned);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("2 classes").contains("mini with");
    assertThat(Files.readString(folder.resolve("tuned-run/train.properties")))
        .contains("classes=happy,contempt\n");
    CliRun evaluated =
        CliRun.of("evaluate", "--data", folders, "--split", "train", "--model", tuned);
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("contempt");
  }

  /** Nobody labelled a face contempt: people's votes alone teach the eighth class. */
  @Test
  void trainsEightClassesWithVotesForContempt() throws IOException {
    Path folders = folder.resolve("eight");
    StringBuilder csv = new StringBuilder("name,ferplus_row," + ANSWERS);
    for (int i = 0; i < 24; i++) {
      boolean scorned = i % 3 == 0;
      String name = (i % 2 == 0 ? "train/happy/" : "validation/neutral/") + i + ".pgm";
      byte[] pgm = new byte[11 + 9];
      System.arraycopy("P5 3 3 255\n".getBytes(StandardCharsets.UTF_8), 0, pgm, 0, 11);
      pgm[15] = (byte) (scorned ? 250 : 10 * i);
      Files.createDirectories(folders.resolve(name).getParent());
      Files.write(folders.resolve(name), pgm);
      csv.append(name).append(scorned ? ",1,0,0,0,0,0,0,0,10,0,0\n" : ",2,0,10,0,0,0,0,0,0,0,0\n");
    }
    Files.createDirectories(folders.resolve("train/neutral"));
    Files.copy(folders.resolve("train/happy/2.pgm"), folders.resolve("train/neutral/2.pgm"));
    Path votes = Files.writeString(folder.resolve("votes.csv"), csv);
    Path model = folder.resolve("eight.zip");
    List<Object> args = new ArrayList<>(List.of("train", "--data", folders, "--votes", votes));
    args.addAll(List.of("--classes", "angry,disgust,fear,happy,sad,surprise,neutral,contempt"));
    args.addAll(List.of("--votes-weight", "1", "--architecture", "mini", "--width", "2"));
    args.addAll(List.of("--augment", "none", "--epochs", "1", "--output", model));
    CliRun run = CliRun.of(args.toArray());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("neutral, contempt\npeople's votes on 12 of the faces to train on\n");
    CliRun evaluated =
        CliRun.of(
            "evaluate",
            "--data",
            folders,
            "--split",
            "validation",
            "--model",
            model,
            "--votes",
            votes,
            "--json",
            "-");
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    assertThat(evaluated.out())
        .contains("\"matched\":12,\"plurality\":{\"count\":12,", "\"contempt\":{\"angry\":");
  }

  @Test
  void refusesVotesOfNoneOfTheFacesToTrainOn() throws IOException {
    Path folders = folder.resolve("set");
    for (String face : List.of("train/happy/a", "train/sad/b", "validation/happy/c")) {
      Path pgm = folders.resolve(face + ".pgm");
      Files.createDirectories(pgm.getParent());
      Files.writeString(pgm, "P2 2 2 255 0 9 " + face.length() + " 200");
    }
    Path votes =
        Files.writeString(
            folder.resolve("votes.csv"),
            "name,ferplus_row," + ANSWERS + "validation/happy/c.pgm,1,0,10,0,0,0,0,0,0,0,0\n");

    CliRun run = CliRun.of("train", "--data", folders, "--votes", votes, "--epochs", "1");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).contains(votes + ": votes of none of the faces to train on");
  }

  /** The settings of a run without votes serve as --config, and say 0. */
  @Test
  void refusesVotesAndTeachersWithoutWeight() {
    CliRun votes = train("--votes", "votes.csv", "--votes-weight", "0");
    assertThat(votes.status()).isEqualTo(2);
    assertThat(votes.err()).contains("--votes-weight: found 0 beside --votes, expected more");
    CliRun teacher = train("--teacher", "bundled", "--teacher-weight", "0");
    assertThat(teacher.status()).isEqualTo(2);
    assertThat(teacher.err()).contains("--teacher-weight: found 0 beside --teacher");
  }

  @Test
  void refusesWeightsWithoutVotesOrTeacher() {
    CliRun votes = train("--votes-weight", "0.2");
    assertThat(votes.status()).isEqualTo(2);
    assertThat(votes.err()).contains("--votes-weight: found 0.2 without --votes, expected both");
    CliRun teacher = train("--teacher-weight", "0.2");
    assertThat(teacher.status()).isEqualTo(2);
    assertThat(teacher.err()).contains("--teacher-weight: found 0.2 without --teacher, expected");
  }

  private static final String ANSWERS =
      "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

  @Test
  void refusesVotesOfOtherRows() throws IOException {
    StringBuilder csv = new StringBuilder("Usage,Image name," + ANSWERS);
    for (int i = 0; i < 42; i++) {
      String usage = i < 28 ? "Training" : i < 35 ? "PublicTest" : "PrivateTest";
      csv.append(usage).append(",x,10,0,0,0,0,0,0,0,0,0\n");
    }
    Path votes = Files.writeString(folder.resolve("votes.csv"), csv);
    CliRun run = train("--epochs", "1", "--votes", votes);
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("emotion: " + votes + ": people who say what faces.csv says of 14 % of the")
        .hasLineCount(1);
    assertThat(folder.resolve("m-run")).doesNotExist();
  }

  @Test
  void refusesWrongValuesBeforeAnyWork() {
    assertThat(train("--votes-weight", "1.1").status()).isEqualTo(2);
    assertThat(train("--votes-weight", "-0.1").err())
        .contains("--votes-weight: found -0.1, expected 0 to 1");
    assertThat(train("--epochs", "0").err()).contains("--epochs: found 0, expected 1 to 100000");
    assertThat(train("--epochs", "0").status()).isEqualTo(2);
    assertThat(train("--dropout", "1").status()).isEqualTo(2);
    assertThat(train("--augment", "wild").status()).isEqualTo(2);
    assertThat(train("--validation-split", "1").status()).isEqualTo(2);
    for (String option : List.of("--fine-tune", "--teacher")) {
      assertThat(train(option, "a\0b").status()).isEqualTo(2);
      assertThat(train(option, "").err())
          .contains(option)
          .contains("found nothing, expected a path");
    }
    assertThat(train("--fine-tune", folder.resolve("absent.zip")).status()).isEqualTo(3);
    assertThat(train("--fine-tune", folder.resolve("absent.zip")).err()).contains("no such file");
    assertThat(folder.resolve("m-run")).doesNotExist();
  }

  @Test
  void saysNothingOnStderrWhereItIsToBeQuiet() {
    CliRun run = train("--epochs", "1", "--quiet");
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void refusesAFolderAsOutput() {
    for (String place : List.of("/", folder.toString())) {
      CliRun run = CliRun.of("train", "--data", data, "--output", place);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("--output: " + place + " is a folder, expected a file");
    }
  }

  @Test
  void refusesToReplaceWhatItReads() throws IOException {
    Path votes = Files.writeString(folder.resolve("votes.csv"), "mine");
    CliRun run = CliRun.of("train", "--data", data, "--votes", votes, "--output", votes);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--output: " + votes + " is the file of --votes, expected");
    assertThat(votes).hasContent("mine");
  }

  /** As {@link #train}, without {@code --output}. */
  private CliRun trial(Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("train", "--data", data, "--architecture", "mini", "--width", "2"));
    args.addAll(List.of("--batch-size", "8", "--epochs", "1", "--run-dir", folder.resolve("r")));
    args.addAll(List.of(more));
    return CliRun.of(args.toArray());
  }

  /** Faces of their own, 3 of each class to train on and 1 to validate. */
  private void makeDifferentFaces() throws IOException {
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int i = 0; i < 35; i++) {
      String usage = i < 21 ? "Training" : i < 28 ? "PublicTest" : "PrivateTest";
      csv.append(i % 7).append(',').append((30 * (i % 7) + " ").repeat(2303)).append(i);
      csv.append(',').append(usage).append('\n');
    }
    Files.writeString(data, csv);
  }

  @Test
  void crossValidates() throws IOException {
    makeDifferentFaces();
    Files.createDirectories(folder.resolve("r/fold-1")); // by a run that failed at its beginning
    CliRun run = trial("--folds", "2");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("fold 1 of 2\n14 faces to train on, 14 to validate, 7 classes")
        .contains("fold 2 of 2\n14 faces to train on, 14 to validate, 7 classes")
        .contains("r/folds.json, and the files beside it\nnext: the same without --folds");
    assertThat(run.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("fold 1: epoch 1 of 1, validation accuracy .+, 14 faces"))
        .anyMatch(line -> line.matches("fold 2: epoch 1 of 1, validation accuracy .+, 14 faces"))
        .anyMatch(
            line ->
                line.matches(
                    "2 folds: validation accuracy [\\d.]+ % \\(standard deviation [\\d.]+\\),"
                        + " macro F1 0\\.\\d{4} \\(0\\.\\d{4}\\)"));
    Path folds = folder.resolve("r");
    assertThat(Files.readAllLines(folds.resolve("folds.csv"))).hasSize(3);
    assertThat(Files.readString(folds.resolve("folds.json"))).contains("\"standardDeviation\": ");
    assertThat(folds.resolve("fold-1")).isDirectoryContaining("glob:**/report.html");
    assertThat(folds.resolve("fold-2")).isDirectoryContaining("glob:**/model.zip");
    assertThat(folder).isDirectoryNotContaining("glob:**.zip"); // none that nobody asked for

    CliRun again = trial("--folds", "2");
    assertThat(again.status()).isEqualTo(3);
    assertThat(again.err())
        .contains("fold-1: a fold of an earlier run, expected another --run-dir");
    CliRun many = trial("--folds", "5");
    assertThat(many.status()).isEqualTo(3);
    assertThat(many.err()).contains("4 different faces of class angry, expected 5 or more");
  }

  @Test
  void crossValidatesAFineTuning() throws IOException {
    makeDifferentFaces();
    assertThat(train("--epochs", "1").status()).isZero();
    CliRun run = trial("--folds", "2", "--fine-tune", folder.resolve("m.zip"), "--clean");
    assertThat(run.status()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("left out of training: ");
    CliRun kept = trial("--folds", "2", "--fine-tune", folder.resolve("m.zip"));
    assertThat(kept.status()).as(kept.err()).isZero();
    assertThat(Files.readString(folder.resolve("r/fold-2/train.properties")))
        .contains("fine-tune=" + folder.resolve("m.zip"));
  }

  @Test
  void teacherAndModelToFineTuneAreEachWhatTheOptionSays() throws IOException {
    makeDifferentFaces();
    Path base = folder.resolve("base.zip");
    Path teacher = folder.resolve("teacher.zip");
    UntrainedModel.write(base, EmotionClasses.FER2013, 48, 1);
    UntrainedModel.write(teacher, EmotionClasses.FER2013, 48, 2);
    Path model = folder.resolve("m.zip");
    Object[] command = {"train", "--data", data, "--fine-tune", base, "--teacher", teacher};
    Object[] once = concat(command, "--teacher-weight", "0.7", "--epochs", "1");

    CliRun run = CliRun.of(concat(once, "--output", model));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(ModelSource.of(model).manifest().provenance())
        .containsEntry("base", "base.zip")
        .containsEntry("teacher", "teacher.zip")
        .containsEntry("setting.teacher-weight", "0.7")
        .containsEntry("setting.votes-weight", "0.0");

    CliRun folds = CliRun.of(concat(once, "--folds", "2", "--run-dir", folder.resolve("r")));
    assertThat(folds.status()).as(folds.err()).isZero();
    for (String settings : List.of("m-run", "r/fold-1", "r/fold-2")) {
      assertThat(folder.resolve(settings).resolve("train.properties"))
          .content()
          .contains("\nfine-tune=" + base + "\n", "\nteacher=" + teacher + "\n");
    }
  }

  @Test
  void findsALearningRate() throws IOException {
    CliRun run = trial("--find-rate");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("28 faces to train on", "r/rate.png and rate.csv\n");
    assertThat(run.out())
        .containsPattern("^(--learning-rate \\S+: a tenth of \\S+, where|no rate to suggest: the)")
        .hasLineCount(1);
    assertThat(Files.readString(folder.resolve("r/rate.csv"))).startsWith("step,learning_rate,");
    assertThat(folder.resolve("r")).isDirectoryNotContaining("glob:**.zip");
    assertThat(folder).isDirectoryNotContaining("glob:**.zip");
    assertThat(train("--epochs", "1", "--run-dir", folder.resolve("r")).status()).isZero();
  }

  @Test
  void refusesWhatATrialHasNoUseFor() {
    for (Object[] trial : new Object[][] {{"--folds", "3"}, {"--find-rate"}}) {
      for (Object[] more : new Object[][] {{"--resume"}, {"--output", folder.resolve("o.zip")}}) {
        CliRun run = trial(concat(trial, more));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
            .startsWith("emotion: train: " + more[0] + ": found ")
            .contains(" beside " + trial[0]);
      }
    }
    assertThat(trial("--folds", "3", "--find-rate").err())
        .contains("--folds, --find-rate: found both, expected one");
    for (String count : List.of("1", "-1", "101")) {
      assertThat(trial("--folds", count).status()).isEqualTo(2);
      assertThat(trial("--folds", count).err())
          .contains("--folds: found " + count + ", expected 2 to 100");
    }
    assertThat(folder.resolve("r")).doesNotExist();
  }

  @Test
  void quotesPathsInTheNextCommands() throws IOException {
    Path spaced = Files.createDirectory(folder.resolve("my faces"));
    data = Files.move(data, spaced.resolve("it's.csv"));
    CliRun run = train("--epochs", "1", "--output", spaced.resolve("m.zip"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("evaluate --data '" + spaced + "/it'\\''s.csv' --split test")
        .contains("--model '" + spaced + "/m.zip' --report")
        .contains("predict --model '" + spaced + "/m.zip' photo.jpg");
  }
}
