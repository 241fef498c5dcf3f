package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.DataOptions;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.cli.option.PartOptions;
import dev.emotion.dataset.DatasetSource;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Votes;
import dev.emotion.evaluate.ConfusionMatrixCsv;
import dev.emotion.evaluate.ConfusionMatrixImage;
import dev.emotion.evaluate.EvaluationCsv;
import dev.emotion.evaluate.EvaluationJson;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.EvaluationText;
import dev.emotion.evaluate.VotesReport;
import dev.emotion.explain.Explainer;
import dev.emotion.model.EmotionModel;
import dev.emotion.report.EvaluationPage;
import dev.emotion.text.Words;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion evaluate}: measures a model on labelled faces. */
@Command(name = "evaluate", description = "Measures a model on labelled faces.")
final class EvaluateCommand extends DatasetCommand {
  @Mixin private DataOptions data;
  @Mixin private PartOptions part;
  @Mixin private ModelOptions model;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes all measures as JSON; - is stdout, instead of the text report.")
  private Path json;

  @Option(
      names = "--confusion-matrix",
      paramLabel = "FILE",
      description = "Writes the confusion matrix: FILE.png is an image, FILE.csv the counts.")
  private Path matrix;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "Writes a CSV with one row per image: what it is, what was said, how sure.")
  private Path predictions;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Writes report.html, a page that needs no network: all measures as charts, the surest"
              + " mistakes and the closest calls with heat-maps, the model's card.")
  private Path page;

  @Option(
      names = "--votes",
      paramLabel = "FILE",
      description =
          "Compares with people's votes (FER+) too: fer2013new.csv beside the official fer2013.csv,"
              + " or a CSV of votes by image name.")
  private Path votes;

  @Option(
      names = "--min-accuracy",
      paramLabel = "SHARE",
      description = "Ends with status 5 if the accuracy is below this, 0 to 1.")
  private Double minAccuracy;

  @Override
  protected void validate() {
    if (minAccuracy != null && !(minAccuracy >= 0 && minAccuracy <= 1)) {
      throw usageError("--min-accuracy: found " + minAccuracy + ", expected 0 to 1");
    }
    if (matrix != null && !hasEnding(matrix, ".png") && !hasEnding(matrix, ".csv")) {
      throw usageError("--confusion-matrix: found " + matrix + ", expected FILE.png or FILE.csv");
    }
    requireJson(json);
    requireWritable("--confusion-matrix", matrix);
    requireWritable("--predictions", predictions);
    if (page != null && Files.exists(page) && !Files.isDirectory(page)) {
      throw usageError("--report: " + page + " is a file, expected a folder");
    }
  }

  @Override
  protected ExitCode execute() throws IOException {
    DatasetSource source = data.toSource();
    try (EmotionModel network = model.open()) {
      // Without a part of its own for validation, the data has none: nothing is split off here.
      EmotionDataset dataset =
          source.read(
              data.toReadSettings()
                  .withClassesOf(network.classes(), model.name())
                  .withSide(network.side())
                  .withValidation(0, 0));
      reportSkipped(dataset);
      List<LabeledFace> faces = part.faces(dataset);
      Optional<Votes> people = Optional.ofNullable(votes).map(file -> Votes.read(file, dataset));
      people.ifPresent(given -> given.requireSome(faces, "that are measured"));
      EvaluationReport report =
          measure(
              model.classifier(network), faces, "evaluating " + Words.count(faces.size(), "face"));
      Optional<VotesReport> votesReport = people.map(given -> VotesReport.of(report, given));
      write(report, votesReport, model.name(), part.name(dataset));
      if (page != null) {
        writePage(
            new EvaluationPage.Content(
                model.name(),
                part.name(dataset),
                network.manifest(),
                report,
                votesReport,
                faces.stream().map(LabeledFace::pixels).toList()));
      }
      if (minAccuracy != null && report.accuracy() < minAccuracy) {
        err()
            .println(
                String.format(
                    Locale.ROOT,
                    "emotion: accuracy is %s, below --min-accuracy %s",
                    // Rounded it may not be below.
                    BigDecimal.valueOf(report.accuracy()).setScale(4, RoundingMode.FLOOR),
                    minAccuracy));
        return ExitCode.BELOW_THRESHOLD;
      }
      return status(dataset);
    }
  }

  private void write(
      EvaluationReport report, Optional<VotesReport> people, String modelName, String dataName) {
    String title = modelName + " on " + dataName + ": " + Words.count(report.count(), "face");
    writeReport(
        json,
        () -> EvaluationJson.of(report, modelName, dataName, people),
        () -> EvaluationText.of(report, title, people));
    if (matrix != null && hasEnding(matrix, ".png")) {
      ConfusionMatrixImage.write(matrix, report.confusionMatrix(), modelName + " on " + dataName);
    } else if (matrix != null) {
      ConfusionMatrixCsv.write(matrix, report.confusionMatrix());
    }
    if (predictions != null) {
      EvaluationCsv.write(predictions, report);
    }
  }

  private void writePage(EvaluationPage.Content content) throws IOException {
    Files.createDirectories(page);
    Path file = page.resolve("report.html");
    Optional<Explainer> explainer = model.explainerIfAny(err());
    try {
      EvaluationPage.write(file, content, explainer);
    } finally {
      explainer.ifPresent(Explainer::close);
    }
    err().println("emotion: " + file + " has the report");
  }
}
