package dev.emotion.train;

import dev.emotion.DatasetException;
import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.evaluate.OrderedClassifier;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import dev.emotion.system.Logging;
import dev.emotion.system.ProcessMemory;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;

/** What a run begins with: the network before its first step, and the targets it learns. */
final class Beginning {
  private static final long MEBIBYTE = 1 << 20;

  private static final Logger LOG = Logging.of(Beginning.class);

  private final TrainingSettings settings;
  private final TrainingFiles files;

  Beginning(TrainingSettings settings, TrainingFiles files) {
    this.settings = settings;
    this.files = files;
  }

  /** Makes sure that the parts are there, and that memory will do. */
  void check(EmotionDataset data) {
    checkParts(data);
    checkMemory(manifest(data));
  }

  /** A network that has taken no step yet, of random or of the base's weights. */
  TrainableNetwork network(EmotionDataset data) {
    long seed = Seeds.of(settings.seed(), Seeds.Use.WEIGHTS);
    ModelManifest manifest = manifest(data);
    OptimizerSettings optimizer = optimizer(data);
    return files
        .base()
        .map(base -> TrainableNetwork.fineTune(base, manifest, optimizer, seed, settings.compute()))
        .orElseGet(() -> TrainableNetwork.create(manifest, optimizer, seed, settings.compute()));
  }

  /** Has a network's layers learn as much as the settings say; closes it if they can't. */
  TrainableNetwork applyFineTuning(TrainableNetwork network) {
    FineTuning tuning = settings.fineTuning();
    try {
      learnAt(network, tuning);
      if (tuning.baseShare() > 0) {
        network.mixIn(files.base().orElseThrow(), tuning.baseShare());
      }
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static void learnAt(TrainableNetwork network, FineTuning tuning) {
    try {
      network.learnAt(tuning.frozen(), tuning.backboneRate());
    } catch (IllegalArgumentException e) {
      throw new ModelException("--freeze", e.getMessage(), "fewer, or all-but-head");
    }
  }

  ModelManifest manifest(EmotionDataset data) {
    Optional<ModelManifest> base = files.base().map(ModelSource::manifest);
    InputSpec input = base.map(ModelManifest::input).orElse(InputSpec.DEFAULT);
    SortedMap<String, String> provenance = Provenance.of(settings, files, data);
    int classes = data.classes().count();
    if (base.isPresent() && base.get().design().isEmpty()) { // imported, and kept as it is
      NetworkSpec network = base.get().network().withClasses(classes);
      return new ModelManifest(
          data.classes(), input, network, Optional.empty(), 0, provenance, new TreeMap<>(), 1);
    }
    return new ModelManifest(
        data.classes(), input, settings.network(), 0, provenance, new TreeMap<>());
  }

  private OptimizerSettings optimizer(EmotionDataset data) {
    List<Integer> labels = data.faces(Split.TRAIN).stream().map(LabeledFace::label).toList();
    List<Double> weights = settings.classWeights().of(labels, data.classes().count());
    return new OptimizerSettings(
        settings.descent().method(),
        settings.descent().momentum(),
        settings.descent().weightDecay(),
        weights);
  }

  Targets targets(EmotionDataset data) {
    List<LabeledFace> faces = data.faces(Split.TRAIN);
    Targets targets = new Targets(faces, data.classes(), settings.targets().labelSmoothing());
    data.votes().ifPresent(votes -> targets.mix(votes, settings.targets().votesWeight()));
    if (files.teacher().isPresent()) {
      ModelSource source = files.teacher().get();
      try (EmotionModel teacher =
          EmotionModel.open(source, settings.compute().in(Precision.FP32))) {
        if (!teacher.classes().sameInAnyOrder(data.classes())) {
          throw new ModelException(
              source.name(),
              "a teacher of the classes " + teacher.classes().names(),
              data.classes().names() + " as the data has them");
        }
        int side = faces.get(0).pixels().side();
        if (teacher.side() != side) {
          throw new ModelException(
              source.name(),
              "a teacher of faces of " + teacher.side() + " pixels",
              side + " pixels as the network to train has them");
        }
        LOG.info("asking the teacher, {}, about {} faces", source.name(), faces.size());
        FaceClassifier ordered = new OrderedClassifier(teacher, data.classes());
        targets.mix(ordered, settings.targets().teacherWeight());
      }
    }
    return targets;
  }

  private void checkParts(EmotionDataset data) {
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
      if (data.faces(split).isEmpty()) {
        throw new DatasetException(data.name(), "no faces in the " + split.id() + " part", "some");
      }
    }
    long classes = data.faces(Split.TRAIN).stream().mapToInt(LabeledFace::label).distinct().count();
    if (classes < 2) {
      throw new DatasetException(data.name(), "training faces of one class only", "two or more");
    }
  }

  private void checkMemory(ModelManifest manifest) {
    long weights = manifest.network().weights();
    if (weights > NetworkSpec.MAX_WEIGHTS) { // it could be trained, but never be used
      throw new ModelException(
          "the network",
          weights + " weights",
          "at most " + NetworkSpec.MAX_WEIGHTS + "; lower --width");
    }
    long needed = TrainableNetwork.estimatedBytes(manifest.network(), settings.batchSize());
    long available = ProcessMemory.availableBytes();
    if (needed > available) {
      throw new ModelException(
          "memory",
          available / MEBIBYTE + " MiB free",
          "about " + needed / MEBIBYTE + " MiB; lower --batch-size or --width");
    }
  }
}
