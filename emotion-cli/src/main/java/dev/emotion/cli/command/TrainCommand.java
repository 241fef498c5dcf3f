package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ClassOptions;
import dev.emotion.cli.option.DataOptions;
import dev.emotion.cli.option.TrainingOptions;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.dataset.DatasetCleaner;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.ReadSettings;
import dev.emotion.dataset.Split;
import dev.emotion.dataset.Votes;
import dev.emotion.evaluate.WilsonInterval;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.text.Words;
import dev.emotion.train.EpochSummary;
import dev.emotion.train.Trainer;
import dev.emotion.train.TrainingFiles;
import dev.emotion.train.TrainingResult;
import dev.emotion.train.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion train}. */
@Command(
    name = "train",
    description =
        "Trains a network on labelled faces and keeps the best epoch by validation accuracy.")
final class TrainCommand extends AbstractCommand {
  @Mixin private DataOptions data;
  @Mixin private ClassOptions classes;
  @Mixin private TrainingOptions options;

  @Option(
      names = "--output",
      paramLabel = "FILE.zip",
      defaultValue = "emotion-model.zip",
      description = "The best model so far (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "Folder of history.csv, curves.png, report.html, train.properties and last.zip"
              + " (default: the output's name without .zip, and '-run').")
  private Path runDirectory;

  @Option(
      names = "--validation-split",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of the training faces taken for validation where the data has no such part"
              + " (default: ${DEFAULT-VALUE}).")
  private double validationSplit;

  @Option(
      names = "--clean",
      description =
          "Leave out training faces that are blank, repeated, labelled in several ways, or also in"
              + " the validation or test part.")
  private boolean clean;

  @Option(
      names = "--resume",
      description = "Go on from the run directory's last checkpoint, if there is one.")
  private boolean resume;

  @Option(
      names = "--fine-tune",
      paramLabel = "FILE.zip",
      description =
          "Start from a trained model's weights, with the classes of the data;"
              + " 'bundled' is the model that ships with emotion.")
  private String base;

  @Option(
      names = "--votes",
      paramLabel = "FILE",
      description =
          "Mix people's votes (FER+) into the targets: fer2013new.csv beside the official"
              + " fer2013.csv, or a CSV of votes by image name.")
  private Path votes;

  @Option(
      names = "--teacher",
      paramLabel = "FILE.zip",
      description =
          "Mix this model's answers into the targets; 'bundled' as above. Evens out doubtful labels.")
  private String teacher;

  private TrainingSettings settings;

  /** The model that is fine-tuned. */
  private Optional<ModelManifest> trained = Optional.empty();

  @Override
  protected void validate() {
    if (!(validationSplit > 0 && validationSplit < 1)) {
      throw usageError(
          "--validation-split: found " + validationSplit + ", expected above 0, below 1");
    }
    requireModelName("--fine-tune", base);
    requireModelName("--teacher", teacher);
    if (Files.isDirectory(output)) {
      throw usageError("--output: " + output + " is a folder, expected a file");
    }
    trained = Optional.ofNullable(base).map(name -> ModelSource.of(name).manifest());
    if (trained.isPresent() && trained.get().design().isEmpty() && options.nameDesign()) {
      throw usageError(
          "--architecture, --width: found one, expected none: " + base + " has its own");
    }
    try {
      settings =
          options.toSettings(
              trained.flatMap(ModelManifest::design),
              votes != null,
              teacher != null,
              dataOptions());
    } catch (IllegalArgumentException e) {
      throw usageError(e.getMessage());
    }
    requireBase();
  }

  private String design() {
    return trained.isPresent() && trained.get().design().isEmpty()
        ? "imported network"
        : settings.network().architecture().id();
  }

  private void requireBase() {
    for (String option : List.of("freeze", "backbone-rate")) {
      String found = settings.toProperties().get(option);
      if (base == null && found != null) {
        throw usageError(
            "--" + option + ": found " + found + " without --fine-tune, expected a trained model");
      }
    }
  }

  private void requireModelName(String option, String name) {
    if (name != null && name.isEmpty()) {
      throw usageError(option + ": found nothing, expected a path or 'bundled'");
    }
  }

  private ReadSettings readSettings() {
    ReadSettings reading =
        classes.applyTo(data.toReadSettings()).withValidation(validationSplit, options.seed());
    return trained.map(model -> reading.withSide(model.input().side())).orElse(reading);
  }

  private Map<String, String> dataOptions() {
    ReadSettings reading = readSettings();
    Map<String, String> inForce = new HashMap<>();
    inForce.put("skip-bad", Boolean.toString(reading.skipBad()));
    inForce.put("clean", Boolean.toString(clean));
    inForce.put("validation-split", Double.toString(reading.validationShare()));
    reading.classes().ifPresent(given -> inForce.put("classes", String.join(",", given.names())));
    return inForce;
  }

  @Override
  protected ExitCode execute() {
    EmotionDataset faces = data.toSource().read(readSettings());
    faces.skipped().forEach(line -> err().println("emotion: skipped: " + line));
    ProgressLine line = progress();
    if (votes != null) {
      faces = faces.withVotes(Votes.read(votes, faces));
    }
    if (clean) {
      faces = cleaned(faces, line);
    }
    line.line(
        String.format(
            Locale.ROOT,
            "%s to train on, %d to validate, %d classes: %s",
            Words.count(faces.faces(Split.TRAIN).size(), "face"),
            faces.faces(Split.VALIDATION).size(),
            faces.classes().count(),
            String.join(", ", faces.classes().names())));
    if (faces.votes().isPresent()) {
      line.line(
          String.format(
              Locale.ROOT,
              "people's votes on %d of the faces to train on",
              faces.votes().get().matched(faces.faces(Split.TRAIN))));
    }
    TrainingFiles files =
        new TrainingFiles(
            output,
            runDirectory(),
            resume,
            Optional.ofNullable(base).map(ModelSource::of),
            Optional.ofNullable(teacher).map(ModelSource::of));
    TrainingProgress progress = new TrainingProgress(line, settings, design(), runDirectory());
    TrainingResult result;
    try {
      result = new Trainer(settings, files).train(faces, progress);
    } finally {
      line.finish();
    }
    if (!result.finished()) {
      err().println("emotion: interrupted; --resume goes on from the last finished epoch");
      return ExitCode.INTERRUPTED;
    }
    progress.ensureCurves(result);
    EpochSummary best = result.best();
    sayWhatIsNext(line, result, faces.faces(Split.VALIDATION).size(), faces.faces(Split.TEST));
    out()
        .printf(
            Locale.ROOT,
            "%s: epoch %d of %d, validation accuracy %.2f %%, loss %.4f%n",
            output,
            best.epoch(),
            result.last().epoch(),
            100 * best.validationAccuracy(),
            best.validationLoss());
    return faces.skipped().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private void sayWhatIsNext(
      ProgressLine line, TrainingResult result, int validationFaces, List<LabeledFace> test) {
    int epochs = settings.schedule().epochs();
    line.line(
        result.last().epoch() < epochs
            ? String.format(
                Locale.ROOT,
                "stopped early: %s without a better one, of %d",
                Words.count(result.last().epoch() - result.best().epoch(), "epoch"),
                epochs)
            : "all epochs done");
    long right = Math.round(result.best().validationAccuracy() * validationFaces);
    WilsonInterval interval = WilsonInterval.of(right, validationFaces);
    line.line(
        String.format(
            Locale.ROOT,
            "validation accuracy: 95 %% interval %.2f to %.2f %% (%d of %d right)",
            100 * interval.low(),
            100 * interval.high(),
            right,
            validationFaces));
    line.line("the run: " + runDirectory().resolve("report.html") + ", and what is beside it");
    String split = test.isEmpty() ? "validation" : "test";
    line.line(
        "next: emotion evaluate --data %s --split %s --model %s --report report"
            .formatted(data.path(), split, output));
    line.line("      emotion predict --model " + output + " photo.jpg");
  }

  private static EmotionDataset cleaned(EmotionDataset faces, ProgressLine line) {
    DatasetCleaner.Cleaned cleaned = DatasetCleaner.clean(faces);
    String counts =
        cleaned.leftOut().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    line.line("left out of training: " + counts);
    return cleaned.dataset();
  }

  private Path runDirectory() {
    if (runDirectory != null) {
      return runDirectory;
    }
    String name = output.getFileName().toString().replaceFirst("\\.zip$", "");
    return output.resolveSibling(name + "-run");
  }
}
