package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.dataset.Votes;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.evaluate.Evaluator;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.Precision;
import dev.emotion.onednn.OneDnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {
  @TempDir Path folder;

  /** Class c has a bright band at its own height, in noise. */
  private static List<LabeledFace> faces(int count, long seed) {
    Random random = new Random(seed);
    List<LabeledFace> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] grey = new byte[48 * 48];
      random.nextBytes(grey);
      for (int p = 0; p < grey.length; p++) {
        grey[p] = (byte) ((grey[p] & 0xFF) / 2 + (p / 48 / 7 == i % 7 ? 110 : 0));
      }
      faces.add(new LabeledFace(FacePixels.of(48, grey), i % 7, "made:" + i));
    }
    return faces;
  }

  private static EmotionDataset data() {
    return new EmotionDataset(
        "made",
        EmotionClasses.FER2013,
        Map.of(Split.TRAIN, faces(75, 1), Split.VALIDATION, faces(28, 2)),
        List.of());
  }

  private static TrainingSettings settings(int epochs, int patience, double rate) {
    return settings(epochs, patience, rate, 0, FineTuning.NONE);
  }

  private static TrainingSettings settings(
      int epochs, int patience, double rate, double averaging, FineTuning fineTuning) {
    return TrainingSettings.defaults(Architecture.MINI, epochs)
        .withNetwork(new NetworkSettings(Architecture.MINI, 4, 0.2))
        .withDescent(new Descent(OptimizerSettings.Method.SGD, 0.9, 1e-4, averaging))
        .withSchedule(new Schedule(rate, 1, epochs, patience))
        .withTargets(new TargetSettings(0.1, 0.35, 0))
        .withFineTuning(fineTuning)
        .withClassWeights(ClassWeights.BALANCED)
        .withAugmentation(Augmentation.STRONG)
        .withBatchSize(16)
        .withSeed(11)
        .withCompute(new Compute(2));
  }

  private TrainingFiles files(String name, boolean resume) {
    return files(name, resume, Optional.empty());
  }

  private TrainingFiles files(String name, boolean resume, Optional<ModelSource> base) {
    return new TrainingFiles(
        folder.resolve(name + ".zip"), folder.resolve(name), resume, base, Optional.empty());
  }

  /** Stops after a number of steps. */
  private static class Listener implements TrainingListener {
    private final int steps;
    private int taken;
    private int startedAfter = -1;

    Listener(int steps) {
      this.steps = steps;
    }

    @Override
    public void started(int epochsDone, long parameters) {
      startedAfter = epochsDone;
    }

    @Override
    public void stepped(int epoch, int done, int total, double loss, double accuracy) {
      taken++;
    }

    @Override
    public void epochDone(TrainingResult result) {
      assertThat(result.history()).isNotEmpty();
    }

    @Override
    public boolean stopRequested() {
      return taken >= steps;
    }
  }

  private static List<?> weightsOf(Path model) {
    try (EmotionModel loaded = EmotionModel.load(model)) {
      return loaded.classify(faces(9, 77).stream().map(LabeledFace::pixels).toList());
    }
  }

  private ModelSource trained() {
    new Trainer(settings(1, 0, 0.05), files("base", false))
        .train(data(), new Listener(Integer.MAX_VALUE));
    return ModelSource.of(folder.resolve("base.zip"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, FP32",
    "0.9, 1, 0, FP32",
    "0, 0.3, 0, FP32",
    "0.9, 1, 0.3, FP32",
    "0.9, 1, 0, BF16"
  })
  void aResumedRunEndsBitByBitLikeOneThatNeverStopped(
      double averaging, double backboneRate, double baseShare, Precision precision)
      throws Exception {
    assumeTrue(OneDnn.multiplies(precision), "skipped: this CPU doesn't multiply " + precision);
    FineTuning tuning = new FineTuning(0, backboneRate, baseShare);
    Optional<ModelSource> base =
        tuning.equals(FineTuning.NONE) ? Optional.empty() : Optional.of(trained());
    TrainingSettings settings =
        settings(4, 0, 0.05, averaging, tuning).withCompute(new Compute(2, precision));
    TrainingResult whole =
        new Trainer(settings, files("whole", false, base))
            .train(data(), new Listener(Integer.MAX_VALUE));
    assertThat(whole.finished()).isTrue();
    assertThat(whole.history()).hasSize(4);

    // Five batches an epoch: stopped in the middle of the second epoch, then of the fourth.
    Listener first = new Listener(7);
    TrainingResult part = new Trainer(settings, files("cut", false, base)).train(data(), first);
    assertThat(part.finished()).isFalse();
    assertThat(part.history()).hasSize(1);
    Listener second = new Listener(12);
    new Trainer(settings, files("cut", true, base)).train(data(), second);
    assertThat(second.startedAfter).isEqualTo(1);
    Listener third = new Listener(Integer.MAX_VALUE);
    TrainingResult rest = new Trainer(settings, files("cut", true, base)).train(data(), third);
    assertThat(third.startedAfter).isEqualTo(3);
    assertThat(third.taken).isEqualTo(5);

    assertThat(rest.finished()).isTrue();
    assertThat(weightsOf(folder.resolve("cut/last.zip")))
        .isEqualTo(weightsOf(folder.resolve("whole/last.zip")));
    assertThat(weightsOf(folder.resolve("cut.zip")))
        .isEqualTo(weightsOf(folder.resolve("whole.zip")));
    for (int i = 0; i < 4; i++) {
      EpochSummary a = whole.history().get(i);
      EpochSummary b = rest.history().get(i);
      assertThat(b.trainLoss()).isEqualTo(a.trainLoss());
      assertThat(b.trainAccuracy()).isEqualTo(a.trainAccuracy());
      assertThat(b.validationLoss()).isEqualTo(a.validationLoss());
      assertThat(b.validationAccuracy()).isEqualTo(a.validationAccuracy());
    }
    assertThat(Files.readAllLines(folder.resolve("cut/history.csv"))).hasSize(5);
  }

  @Test
  void aRunGoesOnAtTheRatesThatItBeganWith() {
    Optional<ModelSource> base = Optional.of(trained());
    TrainingSettings slow = settings(2, 0, 0.05, 0, new FineTuning(1, 0.1, 0));
    new Trainer(slow, files("slow", false, base)).train(data(), new Listener(7));
    ModelManifest saved = ModelSource.of(folder.resolve("slow.zip")).manifest();
    assertThat(saved.provenance())
        .containsEntry("setting.backbone-rate", "0.1")
        .containsEntry("setting.freeze", "1");
    TrainingSettings faster = settings(2, 0, 0.05, 0, new FineTuning(1, 0.2, 0));
    Trainer trainer = new Trainer(faster, files("slow", true, base));
    assertThatThrownBy(() -> trainer.train(data(), new Listener(7)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--backbone-rate 0.2, expected 0.1 as the run began");
  }

  @Test
  void aRunGoesOnWithTheBaseThatItMixesIn() throws IOException {
    Optional<ModelSource> base = Optional.of(trained());
    TrainingSettings mixing = settings(2, 0, 0.05, 0, new FineTuning(0, 1, 0.3));
    new Trainer(mixing, files("mixing", false, base)).train(data(), new Listener(7));
    new Trainer(settings(1, 0, 0.01), files("other", false))
        .train(data(), new Listener(Integer.MAX_VALUE));
    Files.copy(
        folder.resolve("other.zip"),
        folder.resolve("base.zip"),
        StandardCopyOption.REPLACE_EXISTING);
    Trainer trainer = new Trainer(mixing, files("mixing", true, base));
    assertThatThrownBy(() -> trainer.train(data(), new Listener(7)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("base.zip: a model with fingerprint ")
        .hasMessageEndingWith("the base as the run began");
  }

  @Test
  void theOutputIsTheBestEpochAndSaysWhereItComesFrom() {
    EmotionDataset data = data();
    TrainingResult result =
        new Trainer(settings(5, 0, 0.05), files("best", false))
            .train(data, new Listener(Integer.MAX_VALUE));
    EpochSummary best = result.best();
    assertThat(best.validationAccuracy())
        .isEqualTo(
            result.history().stream()
                .mapToDouble(EpochSummary::validationAccuracy)
                .max()
                .orElse(0));
    try (EmotionModel model = EmotionModel.load(folder.resolve("best.zip"))) {
      assertThat(new Evaluator(model).evaluate(data.faces(Split.VALIDATION)).accuracy())
          .isEqualTo(best.validationAccuracy());
      assertThat(model.manifest().epoch()).isEqualTo(best.epoch());
      assertThat(model.manifest().metrics())
          .containsEntry("validationAccuracy", best.validationAccuracy());
      assertThat(model.manifest().provenance())
          .containsEntry("data.fingerprint", data.fingerprint().sha256())
          .containsEntry("data.train", "75")
          .containsEntry("setting.seed", "11")
          .containsEntry("setting.class-weights", "balanced");
    }
  }

  @Test
  void stopsWhenPatienceRunsOut() {
    // A rate this small changes no prediction: the first epoch stays the best.
    TrainingResult result =
        new Trainer(settings(50, 2, 1e-12), files("patient", false))
            .train(data(), new Listener(Integer.MAX_VALUE));
    assertThat(result.finished()).isTrue();
    assertThat(result.history().size() - result.best().epoch()).isEqualTo(2);
    assertThat(result.history().size()).isLessThan(50);
  }

  @Test
  void refusesToStartOverAnEarlierRunOrWithOtherSettingsOrFaces() {
    new Trainer(settings(3, 0, 0.05), files("run", false)).train(data(), new Listener(6));
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), files("run", false))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--resume");
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.01), files("run", true))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--learning-rate 0.01, expected 0.05");
    EmotionDataset other =
        new EmotionDataset(
            "other",
            EmotionClasses.FER2013,
            Map.of(Split.TRAIN, faces(75, 3), Split.VALIDATION, faces(28, 2)),
            List.of());
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), files("run", true)).train(other, new Listener(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("fingerprint");
  }

  @Test
  void refusesToGoOnWithAnotherTeacherOrNone() throws IOException {
    new Trainer(settings(1, 0, 0.05), files("teacher", false)).train(data(), new Listener(99));
    Path teacher = folder.resolve("teacher.zip");
    new Trainer(settings(3, 0, 0.05), taught(teacher, false)).train(data(), new Listener(6));
    assertThat(folder.resolve("taught/train.properties"))
        .content()
        .contains("\nteacher=" + teacher + "\n");
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), files("taught", true))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no --teacher, expected " + teacher + " as the run began");
    new Trainer(settings(1, 0, 0.01), files("other", false)).train(data(), new Listener(99));
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), taught(folder.resolve("other.zip"), true))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the teacher as the run began");
    Path moved = Files.move(teacher, folder.resolve("moved.zip"));
    new Trainer(settings(3, 0, 0.05), taught(moved, true)).train(data(), new Listener(1));
  }

  /** The first training faces have votes. */
  private EmotionDataset voted(String file, String... answers) throws IOException {
    StringBuilder csv =
        new StringBuilder(
            "name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n");
    for (int i = 0; i < answers.length; i++) {
      csv.append("made:").append(i).append(',').append(answers[i]).append('\n');
    }
    return data().withVotes(Votes.read(Files.writeString(folder.resolve(file), csv), data()));
  }

  @Test
  void refusesToGoOnWithOtherVotesOrNone() throws IOException {
    String happy = "0,10,0,0,0,0,0,0,0,0";
    String sad = "0,0,0,10,0,0,0,0,0,0";
    EmotionDataset data = voted("votes.csv", happy, sad);
    TrainingSettings settings = settings(3, 0, 0.05);
    new Trainer(settings, files("voted", false)).train(data, new Listener(6));
    assertThat(folder.resolve("voted/train.properties"))
        .content()
        .contains("\nvotes=" + folder.resolve("votes.csv") + "\n", "\nvotes-weight=0.35\n");
    try (EmotionModel model = EmotionModel.load(folder.resolve("voted.zip"))) {
      assertThat(model.manifest().provenance())
          .containsEntry("votes", "votes.csv")
          .containsEntry("votes.train", "2")
          .containsEntry("setting.votes-weight", "0.35")
          .containsEntry(
              "votes.fingerprint", data.votes().orElseThrow().fingerprint(data.faces(Split.TRAIN)));
    }
    assertThatThrownBy(
            () -> new Trainer(settings, files("voted", true)).train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no --votes, expected " + folder.resolve("votes.csv"));
    EmotionDataset other = voted("other.csv", happy, happy);
    assertThatThrownBy(
            () -> new Trainer(settings, files("voted", true)).train(other, new Listener(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.resolve("other.csv") + ": votes with fingerprint ")
        .hasMessageEndingWith(" as the run began");
    EmotionDataset moved = voted("moved.csv", happy, sad);
    new Trainer(settings, files("voted", true)).train(moved, new Listener(1));
  }

  private TrainingFiles taught(Path teacher, boolean resume) {
    return new TrainingFiles(
        folder.resolve("taught.zip"),
        folder.resolve("taught"),
        resume,
        Optional.empty(),
        Optional.of(ModelSource.of(teacher.toString())));
  }

  @Test
  void refusesToGoOnWithoutTheBestModelSoFar() throws IOException {
    new Trainer(settings(3, 0, 0.05), files("run", false)).train(data(), new Listener(6));
    Path elsewhere = Files.move(folder.resolve("run.zip"), folder.resolve("elsewhere.zip"));
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), files("run", true))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            folder.resolve("run.zip")
                + ": no such file, expected this run's model of epoch 1,"
                + " which --output named as it began");
    new Trainer(settings(1, 0, 0.05), files("other", false)).train(data(), new Listener(99));
    Files.move(folder.resolve("other.zip"), folder.resolve("run.zip"));
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), files("run", true))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("run.zip: another model");
    TrainingFiles found =
        new TrainingFiles(
            elsewhere, folder.resolve("run"), true, Optional.empty(), Optional.empty());
    new Trainer(settings(3, 0, 0.05), found).train(data(), new Listener(1));
  }

  private Path untrainedTeacher(String name, EmotionClasses classes, int side) {
    ModelManifest manifest =
        new ModelManifest(
            classes,
            new InputSpec(side, 128, 64),
            new NetworkSettings(Architecture.MINI, 2, 0),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    Path teacher = folder.resolve(name);
    new ModelContents(manifest, new float[(int) manifest.network().weights()]).write(teacher);
    return teacher;
  }

  @Test
  void takesATeacherOfTheSameClassesInAnotherOrderAlone() {
    List<String> names = new ArrayList<>(EmotionClasses.FER2013.names());
    Collections.reverse(names);
    List<String> others = new ArrayList<>(names);
    others.set(0, "bored");
    Path other = untrainedTeacher("other.zip", new EmotionClasses(others), 48);
    assertThatThrownBy(
            () ->
                new Trainer(settings(1, 0, 0.05), taught(other, false))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("other.zip: a teacher of the classes [bored, surprise");

    Path teacher = untrainedTeacher("order.zip", new EmotionClasses(names), 48);
    TrainingResult result =
        new Trainer(settings(1, 0, 0.05), taught(teacher, false)).train(data(), new Listener(99));
    assertThat(result.finished()).isTrue();
  }

  @Test
  void refusesATeacherOfFacesOfAnotherSize() {
    Path teacher = untrainedTeacher("small.zip", EmotionClasses.FER2013, 16);
    assertThatThrownBy(
            () ->
                new Trainer(settings(1, 0, 0.05), taught(teacher, false))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("small.zip: a teacher of faces of 16 pixels, expected 48 pixels");
  }

  @Test
  void refusesAnOutputThatWouldReplaceWhatTheRunNeeds() {
    new Trainer(settings(1, 0, 0.05), files("taught", false)).train(data(), new Listener(99));
    assertThatThrownBy(
            () ->
                new Trainer(settings(1, 0, 0.05), taught(folder.resolve("taught.zip"), false))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the teacher, which would be replaced");
    TrainingFiles itself =
        new TrainingFiles(
            folder.resolve("taught.zip"),
            folder.resolve("tuned"),
            false,
            Optional.of(ModelSource.of(folder.resolve("taught.zip").toString())),
            Optional.empty());
    assertThatThrownBy(
            () -> new Trainer(settings(1, 0, 0.05), itself).train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the model to fine-tune, which would be replaced");
    TrainingFiles checkpoint =
        new TrainingFiles(
            folder.resolve("run/last.zip"),
            folder.resolve("run"),
            false,
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(
            () -> new Trainer(settings(1, 0, 0.05), checkpoint).train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a file of the run itself");
  }

  @Test
  void keepsASecondRunOutOfARunDirectory() {
    List<Throwable> refusals = new ArrayList<>();
    TrainingListener intruding =
        new Listener(1) {
          @Override
          public void started(int epochsDone, long parameters) {
            refusals.add(
                catchThrowable(
                    () ->
                        new Trainer(settings(3, 0, 0.05), files("shared", true))
                            .train(data(), new Listener(1))));
          }
        };
    new Trainer(settings(3, 0, 0.05), files("shared", false)).train(data(), intruding);
    assertThat(refusals)
        .singleElement()
        .isInstanceOf(ModelException.class)
        .hasToString(
            ModelException.class.getName()
                + ": "
                + folder.resolve("shared")
                + ": another run is at work in it, expected a --run-dir of its own");
    // And lets the next one in.
    new Trainer(settings(3, 0, 0.05), files("shared", true)).train(data(), new Listener(1));
  }

  @Test
  void refusesAFileInPlaceOfTheRunDirectory() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(
            () ->
                new Trainer(settings(3, 0, 0.05), files("file", false))
                    .train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a file, expected a folder for the run");
  }

  @Test
  void refusesDataWithoutValidationAndAnOutputThatCantBeWritten() {
    EmotionDataset none =
        new EmotionDataset(
            "none", EmotionClasses.FER2013, Map.of(Split.TRAIN, faces(7, 1)), List.of());
    assertThatThrownBy(
            () -> new Trainer(settings(3, 0, 0.05), files("x", false)).train(none, new Listener(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("validation");
    TrainingFiles nowhere =
        new TrainingFiles(
            folder.resolve("absent/x.zip"),
            folder.resolve("x"),
            false,
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(
            () -> new Trainer(settings(3, 0, 0.05), nowhere).train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("writable");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void theModelMayGoIntoTheRunDirectoryThatIsYetToBeMade() {
    Path model = folder.resolve("new/run/model.zip");
    TrainingFiles inside =
        new TrainingFiles(
            model, folder.resolve("new/run"), false, Optional.empty(), Optional.empty());
    new Trainer(settings(1, 0, 0.05), inside).train(data(), new Listener(Integer.MAX_VALUE));
    assertThat(model).isNotEmptyFile();
  }

  @Test
  void aTeacherOfOtherClassesIsRefused() {
    new Trainer(settings(1, 0, 0.05), files("seven", false))
        .train(data(), new Listener(Integer.MAX_VALUE));
    EmotionDataset two =
        new EmotionDataset(
            "two",
            new EmotionClasses(List.of("happy", "sad")),
            Map.of(Split.TRAIN, twoClasses(20), Split.VALIDATION, twoClasses(4)),
            List.of());
    TrainingFiles taught =
        new TrainingFiles(
            folder.resolve("taught.zip"),
            folder.resolve("taught"),
            false,
            Optional.empty(),
            Optional.of(ModelSource.of(folder.resolve("seven.zip").toString())));
    assertThatThrownBy(() -> new Trainer(settings(1, 0, 0.05), taught).train(two, new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("seven.zip")
        .hasMessageContaining("[happy, sad]");
  }

  private static List<LabeledFace> twoClasses(int count) {
    return faces(count, 3).stream()
        .map(face -> new LabeledFace(face.pixels(), face.label() % 2, "made"))
        .toList();
  }

  @Test
  void refusesABatchThatMemoryCantHold() {
    TrainingSettings huge =
        TrainingSettings.defaults(Architecture.VGG, 1)
            .withNetwork(new NetworkSettings(Architecture.VGG, 256, 0))
            .withDescent(Descent.plain(OptimizerSettings.Method.ADAM))
            .withBatchSize(60_000);
    assertThatThrownBy(() -> new Trainer(huge, files("m", false)).train(data(), new Listener(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--batch-size");
  }
}
