package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ClassOptions;
import dev.emotion.cli.option.DataOptions;
import dev.emotion.cli.option.TrainingOptions;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.dataset.DatasetCleaner;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.ReadSettings;
import dev.emotion.dataset.Split;
import dev.emotion.dataset.Votes;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.train.CrossValidation;
import dev.emotion.train.EpochSummary;
import dev.emotion.train.FoldScores;
import dev.emotion.train.RateFinder;
import dev.emotion.train.RateRange;
import dev.emotion.train.Trainer;
import dev.emotion.train.TrainingFiles;
import dev.emotion.train.TrainingResult;
import dev.emotion.train.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
final class TrainCommand extends DatasetCommand {
  private static final String DEFAULT_OUTPUT = "emotion-model.zip";
  private static final int MAX_FOLDS = 100;

  @Mixin private DataOptions data;
  @Mixin private ClassOptions classes;
  @Mixin private TrainingOptions options;

  @Option(
      names = "--output",
      paramLabel = "FILE.zip",
      description = "The best model so far (default: " + DEFAULT_OUTPUT + ").")
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
  private Path base;

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
          "Mix this model's answers into the targets; 'bundled' as above. Evens out doubtful"
              + " labels.")
  private Path teacher;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate: split training and validation faces into K folds, train K times, each"
              + " time without one of them, and tell mean and deviation of their best epochs (each"
              + " chosen on its own fold: a little flattering). Writes no --output: each"
              + " fold's model is in the run directory, as folds.csv and folds.json are.")
  private Integer folds;

  @Option(
      names = "--find-rate",
      description =
          "Only look for a good --learning-rate: raise it from 1e-5 to 1 in 100 to 400 steps, until"
              + " the loss explodes, and suggest a tenth of the rate where the smoothed loss is"
              + " lowest. Writes rate.png and rate.csv into the run directory, and no model.")
  private boolean findRate;

  private TrainingSettings settings;

  /** The model that is fine-tuned. */
  private Optional<ModelManifest> baseManifest = Optional.empty();

  @Override
  protected void validate() {
    if (!(validationSplit > 0 && validationSplit < 1)) {
      throw usageError(
          "--validation-split: found " + validationSplit + ", expected above 0, below 1");
    }
    refuseBesideTrials();
    if (output == null) {
      output = Path.of(DEFAULT_OUTPUT);
    }
    if (folds == null && !findRate) {
      requireOutput();
    }
    baseManifest = model(base).map(ModelSource::manifest);
    if (baseManifest.isPresent() && baseManifest.get().design().isEmpty() && options.nameDesign()) {
      throw usageError(
          "--architecture, --width, --dropout: found one, expected none: " + base + " has its own");
    }
    try {
      settings =
          options.toSettings(
              baseManifest.flatMap(ModelManifest::design),
              votes != null,
              teacher != null,
              dataOptions());
    } catch (IllegalArgumentException e) {
      throw usageError(e.getMessage());
    }
    requireBase();
  }

  private void requireOutput() {
    boolean runMakesFolder =
        runDirectory != null
            && Files.notExists(runDirectory)
            && absolute(runDirectory).equals(absolute(output).getParent());
    if (runMakesFolder) {
      requireOwn("--output", output);
    } else {
      requireWritable("--output", output);
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private void refuseBesideTrials() {
    if (folds != null && (folds < 2 || folds > MAX_FOLDS)) {
      throw usageError("--folds: found " + folds + ", expected 2 to " + MAX_FOLDS);
    }
    String trial = findRate ? "--find-rate" : "--folds";
    if (folds == null && !findRate) {
      return;
    } else if (folds != null && findRate) {
      throw usageError("--folds, --find-rate: found both, expected one");
    } else if (resume) {
      throw usageError("--resume: found it beside " + trial + ", which can't be resumed");
    } else if (output != null) {
      throw usageError(
          "--output: found "
              + output
              + " beside "
              + trial
              + ", which writes no such model, expected --run-dir or nothing");
    }
  }

  private String design() {
    return baseManifest.isPresent() && baseManifest.get().design().isEmpty()
        ? "imported network"
        : settings.network().architecture().id();
  }

  private void requireBase() {
    for (String option : List.of("freeze", "backbone-rate", "base-share")) {
      String found = settings.toProperties().get(option);
      if (base == null && found != null) {
        throw usageError(
            "--" + option + ": found " + found + " without --fine-tune, expected a trained model");
      }
    }
  }

  private ReadSettings readSettings() {
    ReadSettings reading =
        classes.applyTo(data.toReadSettings()).withValidation(validationSplit, options.seed());
    return baseManifest.map(model -> reading.withSide(model.input().side())).orElse(reading);
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
    reportSkipped(faces);
    ProgressLine line = progress();
    if (votes != null) {
      Votes read = Votes.read(votes, faces);
      read.requireSome(faces.faces(Split.TRAIN), "to train on");
      faces = faces.withVotes(read);
    }
    if (folds != null) {
      return crossValidate(faces, line);
    }
    if (clean) {
      faces = cleaned(faces, line);
    }
    TrainingSummary.faces(faces).forEach(line::line);
    return findRate ? findRate(faces, line) : train(faces, line);
  }

  private TrainingFiles files() {
    return new TrainingFiles(output, runDirectory(), resume, model(base), model(teacher));
  }

  /** A path may be 'bundled', which is no file. */
  private static Optional<ModelSource> model(Path typed) {
    return Optional.ofNullable(typed).map(path -> ModelSource.of(path.toString()));
  }

  private ExitCode train(EmotionDataset faces, ProgressLine line) {
    TrainingProgress progress = new TrainingProgress(line, settings, design(), runDirectory());
    TrainingResult result;
    try (progress) {
      result = new Trainer(settings, files()).train(faces, progress);
    } finally {
      line.finish();
    }
    if (!result.finished()) {
      err().println("emotion: interrupted; --resume goes on from the last finished epoch");
      return ExitCode.INTERRUPTED;
    }
    progress.ensureCurves(result);
    EpochSummary best = result.best();
    TrainingSummary.next(
            result, settings.schedule().epochs(), faces, data.path(), runDirectory(), output)
        .forEach(line::line);
    out()
        .printf(
            Locale.ROOT,
            "%s: epoch %d of %d, validation accuracy %.2f %%, loss %.4f%n",
            output,
            best.epoch(),
            result.last().epoch(),
            100 * best.validationAccuracy(),
            best.validationLoss());
    return status(faces);
  }

  private ExitCode crossValidate(EmotionDataset faces, ProgressLine line) {
    List<EmotionDataset> parts =
        faces.folds(folds, options.seed()).stream()
            .map(fold -> clean ? cleaned(fold, line) : fold)
            .toList();
    CrossValidation validation =
        new CrossValidation(settings, runDirectory(), files().base(), files().teacher());
    List<FoldScores> reached = new ArrayList<>();
    boolean finished;
    try {
      finished =
          validation.run(
              parts,
              number -> {
                line.line("fold " + number + " of " + folds);
                TrainingSummary.faces(parts.get(number - 1)).forEach(line::line);
                return new TrainingProgress(
                    line, settings, design(), validation.runDirectory(number));
              },
              reached::add);
    } finally {
      line.finish();
    }
    if (!reached.isEmpty()) {
      out().print(reached.get(reached.size() - 1).text());
    }
    if (!finished) {
      err().println("emotion: interrupted after " + reached.size() + " of " + folds + " folds");
      return ExitCode.INTERRUPTED;
    }
    line.line("the folds: " + runDirectory().resolve("folds.json") + ", and the files beside it");
    line.line("next: the same without --folds trains one model, for --output");
    return status(faces);
  }

  private ExitCode findRate(EmotionDataset faces, ProgressLine line) {
    Optional<RateRange> found;
    try {
      found = new RateFinder(settings, files()).run(faces, new RateProgress(line));
    } finally {
      line.finish();
    }
    if (found.isEmpty()) {
      err().println("emotion: interrupted; nothing is written");
      return ExitCode.INTERRUPTED;
    }
    RateRange range = found.get();
    line.line(
        (range.exploded() ? "stopped: the loss exploded" : "all steps done")
            + " at a rate of "
            + shortly(range.rates().get(range.rates().size() - 1)));
    line.line("the test: " + runDirectory().resolve("rate.png") + " and rate.csv");
    if (range.suggestion().isEmpty()) {
      out().println("no rate to suggest: the loss never fell");
    } else {
      out()
          .printf(
              "--learning-rate %s: a tenth of %s, where the smoothed loss is lowest%n",
              shortly(range.suggestion().getAsDouble()),
              shortly(range.rates().get(range.lowest())));
    }
    return status(faces);
  }

  /** Two digits, as an option takes them. */
  private static String shortly(double rate) {
    return String.format(Locale.ROOT, "%.2g", rate);
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
