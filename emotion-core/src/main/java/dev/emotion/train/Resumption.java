package dev.emotion.train;

import dev.emotion.DatasetException;
import dev.emotion.ModelException;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes sure that a run goes on as it began, before it computes for hours. */
final class Resumption {
  /**
   * Settings that decide the speed, and of the result only the rounding. Runs of old have an
   * engine.
   */
  private static final Set<String> MAY_CHANGE = Set.of("threads", "engine");

  /** Settings that name files, which may have another name by now. */
  private static final Set<String> FILES = Set.of("votes", "fine-tune", "teacher");

  private final TrainingSettings settings;
  private final TrainingFiles files;

  /**
   * The checks of a run.
   *
   * @param settings as they are now
   * @param files likewise
   */
  Resumption(TrainingSettings settings, TrainingFiles files) {
    this.settings = settings;
    this.files = files;
  }

  /**
   * The settings are those of the beginning, but for the number of threads: then the run goes on,
   * though not bit by bit the same.
   *
   * @param run has them
   * @param data the faces, with their votes
   * @throws ModelException if they are not
   */
  void checkSettings(RunDirectory run, EmotionDataset data) {
    SortedMap<String, String> now = Provenance.options(settings, files, data);
    SortedMap<String, String> then = run.readSettings();
    SortedSet<String> all = new TreeSet<>(now.keySet());
    all.addAll(then.keySet());
    for (String key : all) {
      boolean same =
          FILES.contains(key)
              ? now.containsKey(key) == then.containsKey(key)
              : Objects.equals(now.get(key), then.get(key));
      if (!same && !MAY_CHANGE.contains(key)) {
        throw new ModelException(
            files.runDirectory().toString(),
            now.containsKey(key) ? "--" + key + " " + now.get(key) : "no --" + key,
            then.getOrDefault(key, "none")
                + " as the run began (its train.properties serves as --config)");
      }
    }
  }

  /**
   * The faces, their votes and the models are those of the beginning.
   *
   * @param now what a model of this run would say
   * @param then what the checkpoint says
   * @param data the faces, with their votes
   * @throws DatasetException if the faces or the votes are not
   * @throws ModelException if a model is not
   */
  void checkInputs(ModelManifest now, ModelManifest then, EmotionDataset data) {
    String faces = now.provenance().get(Provenance.DATA_FINGERPRINT);
    String facesThen = then.provenance().get(Provenance.DATA_FINGERPRINT);
    if (!faces.equals(facesThen)) {
      throw new DatasetException(
          data.name(), "faces with fingerprint " + faces, facesThen + " as the run began");
    }
    String votes = now.provenance().get(Provenance.VOTES_FINGERPRINT);
    String votesThen = then.provenance().get(Provenance.VOTES_FINGERPRINT);
    if (!Objects.equals(votes, votesThen)) {
      throw new DatasetException(
          data.votes().map(given -> given.file().toString()).orElse("--votes"),
          "votes with fingerprint " + votes,
          votesThen + " as the run began");
    }
    checkModel("teacher", files.teacher(), Provenance.TEACHER_FINGERPRINT, now, then);
    checkModel("base", files.base(), Provenance.BASE_FINGERPRINT, now, then);
  }

  private static void checkModel(
      String role, Optional<ModelSource> given, String key, ModelManifest now, ModelManifest then) {
    String fingerprint = now.provenance().get(key);
    String fingerprintThen = then.provenance().get(key);
    if (!Objects.equals(fingerprint, fingerprintThen)) {
      throw new ModelException(
          given.map(ModelSource::typed).orElse("the " + role),
          "a model with fingerprint " + fingerprint,
          fingerprintThen + ", the " + role + " as the run began");
    }
  }

  /**
   * The output is the model of the best epoch so far: only a better one would write it again.
   *
   * @param run has the history
   * @param checkpoint what the checkpoint says
   * @throws ModelException if it is another model, or not there
   */
  void checkOutput(RunDirectory run, ModelManifest checkpoint) {
    List<EpochSummary> history = run.readHistory(checkpoint.epoch());
    int best = new TrainingResult(history, false).best().epoch();
    String output = files.output().toString();
    String expected = "this run's model of epoch " + best + ", which --output named as it began";
    if (!Files.exists(files.output())) {
      throw new ModelException(output, "no such file", expected);
    }
    ModelManifest found = ModelSource.of(files.output()).manifest();
    // Killed between the two files, the output may be of the epoch that is done again.
    if ((found.epoch() != best && found.epoch() != checkpoint.epoch() + 1)
        || !found.provenance().equals(checkpoint.provenance())) {
      throw new ModelException(output, "another model", expected);
    }
  }
}
