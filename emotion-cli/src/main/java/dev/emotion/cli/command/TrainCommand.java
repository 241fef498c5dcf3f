package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.option.ClassOptions;
import dev.emotion.cli.option.DataOptions;
import dev.emotion.cli.option.TrainingOptions;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.Split;
import dev.emotion.image.OpenCv;
import dev.emotion.network.EmotionModel;
import dev.emotion.network.ModelSource;
import dev.emotion.network.NetworkSettings;
import dev.emotion.report.TrainingCurves;
import dev.emotion.train.EpochSummary;
import dev.emotion.train.Trainer;
import dev.emotion.train.TrainingFiles;
import dev.emotion.train.TrainingListener;
import dev.emotion.train.TrainingResult;
import dev.emotion.train.TrainingSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
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
          "Folder of history.csv, curves.png, train.properties and last.zip"
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
      names = "--teacher",
      paramLabel = "FILE.zip",
      description =
          "Mix this model's answers into the targets; 'bundled' as above. Evens out doubtful labels.")
  private String teacher;

  private TrainingSettings settings;

  @Override
  protected void validate() {
    if (!(validationSplit > 0 && validationSplit < 1)) {
      throw usageError(
          "--validation-split: found " + validationSplit + ", expected above 0, below 1");
    }
    try {
      settings = options.toSettings(baseDesign(), teacher != null);
    } catch (IllegalArgumentException e) {
      throw usageError(e.getMessage());
    }
  }

  private Optional<NetworkSettings> baseDesign() {
    if (base == null) {
      return Optional.empty();
    }
    try (EmotionModel model = ModelSource.of(base).load()) {
      return Optional.of(model.manifest().network());
    }
  }

  @Override
  protected ExitCode execute() {
    OpenCv.useThreads(settings.threads());
    EmotionDataset faces =
        data.toSource()
            .read(
                classes
                    .applyTo(data.toReadSettings())
                    .withValidation(validationSplit, options.seed()));
    faces.skipped().forEach(line -> err().println("emotion: skipped: " + line));
    err()
        .printf(
            Locale.ROOT,
            "%d faces to train on, %d to validate, %d classes%n",
            faces.faces(Split.TRAIN).size(),
            faces.faces(Split.VALIDATION).size(),
            faces.classes().count());
    TrainingFiles files =
        new TrainingFiles(
            output,
            runDirectory(),
            resume,
            Optional.ofNullable(base).map(ModelSource::of),
            Optional.ofNullable(teacher).map(ModelSource::of));
    Progress progress = new Progress();
    TrainingResult result = new Trainer(settings, files).train(faces, progress);
    if (!result.finished()) {
      err().println("emotion: interrupted; --resume goes on from the last finished epoch");
      return ExitCode.INTERRUPTED;
    }
    if (!progress.drawn) {
      progress.draw(result); // a finished run that was killed before its last curves
    }
    EpochSummary best = result.best();
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

  private Path runDirectory() {
    if (runDirectory != null) {
      return runDirectory;
    }
    String name = output.getFileName().toString().replaceFirst("\\.zip$", "");
    return output.resolveSibling(name + "-run");
  }

  /** Tells the user, draws the curves, and asks for Ctrl-C. */
  private final class Progress implements TrainingListener {
    private final ProgressLine line = progress();
    private boolean drawn;

    void draw(TrainingResult result) {
      TrainingCurves.write(result.history(), runDirectory().resolve("curves.png"));
      drawn = true;
    }

    @Override
    public void started(int epochsDone, long parameters) {
      line.line(
          String.format(
              Locale.ROOT,
              "%s with %,d weights%s",
              settings.network().architecture().id(),
              parameters,
              epochsDone > 0 ? "; going on after epoch " + epochsDone : ""));
    }

    @Override
    public void stepped(int epoch, int done, int total, double loss, double accuracy) {
      line.update(
          (epoch - 1L) * total + done,
          (long) settings.epochs() * total,
          String.format(
              Locale.ROOT,
              "epoch %d/%d: loss %.3f, accuracy %.1f %%",
              epoch,
              settings.epochs(),
              loss,
              100 * accuracy));
    }

    @Override
    public void epochDone(TrainingResult result) {
      draw(result);
      EpochSummary e = result.last();
      line.line(
          String.format(
              Locale.ROOT,
              "epoch %d/%d: train %.2f %% (loss %.4f), validation %.2f %% (loss %.4f), "
                  + "%.0f images/s, %.0f s%s",
              e.epoch(),
              settings.epochs(),
              100 * e.trainAccuracy(),
              e.trainLoss(),
              100 * e.validationAccuracy(),
              e.validationLoss(),
              e.imagesPerSecond(),
              e.seconds(),
              result.best() == e ? ", best so far" : ""));
    }

    @Override
    public boolean stopRequested() {
      return Interruption.requested();
    }
  }
}
