package dev.emotion.train;

import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.system.BuildInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run says of itself: in its settings file, and in every model that it saves. */
final class Provenance {
  static final String DATA_FINGERPRINT = "data.fingerprint";
  static final String VOTES_FINGERPRINT = "votes.fingerprint";
  static final String TEACHER_FINGERPRINT = "teacher.fingerprint";
  static final String BASE_FINGERPRINT = "base.fingerprint";

  private static final String SETTING = "setting.";

  /** The settings that say which design of ours a network has. */
  private static final List<String> DESIGN = List.of("architecture", "width", "dropout");

  private Provenance() {}

  /** The options of {@code emotion train} in force: settings, votes, and models to build on. */
  static SortedMap<String, String> options(
      TrainingSettings settings, TrainingFiles files, EmotionDataset data) {
    SortedMap<String, String> options = settings(settings, files);
    data.votes().ifPresent(votes -> options.put("votes", votes.file().toString()));
    files.base().ifPresent(base -> options.put("fine-tune", base.typed()));
    files.teacher().ifPresent(teacher -> options.put("teacher", teacher.typed()));
    return options;
  }

  /** Those that count: a network that was imported is kept as it is. */
  private static SortedMap<String, String> settings(
      TrainingSettings settings, TrainingFiles files) {
    SortedMap<String, String> properties = settings.toProperties();
    if (files.base().filter(base -> base.manifest().design().isEmpty()).isPresent()) {
      properties.keySet().removeAll(DESIGN);
    }
    return properties;
  }

  /**
   * Where a model comes from; see {@link dev.emotion.model.ModelManifest}.
   *
   * @throws dev.emotion.ModelException if the teacher can't be read
   */
  static SortedMap<String, String> of(
      TrainingSettings settings, TrainingFiles files, EmotionDataset data) {
    SortedMap<String, String> provenance = new TreeMap<>();
    settings(settings, files).forEach((name, value) -> provenance.put(SETTING + name, value));
    provenance.put("data.name", data.name());
    provenance.put(DATA_FINGERPRINT, data.fingerprint().sha256());
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
      provenance.put("data." + split.id(), Integer.toString(data.faces(split).size()));
    }
    data.votes()
        .ifPresent(
            votes -> {
              List<LabeledFace> faces = data.faces(Split.TRAIN);
              provenance.put("votes", votes.file().getFileName().toString());
              provenance.put("votes.train", Long.toString(votes.matched(faces)));
              provenance.put(VOTES_FINGERPRINT, votes.fingerprint(faces));
            });
    files
        .base()
        .ifPresent(
            base -> {
              provenance.put("base", base.name());
              if (settings.fineTuning().baseShare() > 0) { // it is needed again to resume
                provenance.put(BASE_FINGERPRINT, base.fingerprint());
              }
            });
    files
        .teacher()
        .ifPresent(
            teacher -> {
              provenance.put("teacher", teacher.name());
              provenance.put(TEACHER_FINGERPRINT, teacher.fingerprint());
            });
    BuildInfo build = BuildInfo.read();
    provenance.put("version.emotion", build.version());
    provenance.put("version.onednn", build.onednn());
    provenance.put("version.java", Runtime.version().toString());
    provenance.put("platform", BuildInfo.platform());
    provenance.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return provenance;
  }
}
