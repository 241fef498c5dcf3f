package dev.emotion.cli.command;

import dev.emotion.EmotionClasses;
import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.DataOptions;
import dev.emotion.cli.option.ModelPairOptions;
import dev.emotion.cli.option.PartOptions;
import dev.emotion.dataset.DatasetSource;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Votes;
import dev.emotion.evaluate.ComparisonJson;
import dev.emotion.evaluate.ComparisonSheet;
import dev.emotion.evaluate.ComparisonText;
import dev.emotion.evaluate.EvaluationReport;
import dev.emotion.evaluate.ModelComparison;
import dev.emotion.evaluate.OrderedClassifier;
import dev.emotion.model.EmotionModel;
import dev.emotion.text.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion compare}: two models on the same faces. */
@Command(
    name = "compare",
    description = "Compares two models on the same labelled faces: is one better, and where?")
final class CompareCommand extends DatasetCommand {
  @Mixin private DataOptions data;
  @Mixin private PartOptions part;
  @Mixin private ModelPairOptions models;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the comparison as JSON; - is stdout, instead of the text report.")
  private Path json;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Draws the faces on which the models disagree.")
  private Path sheet;

  @Option(
      names = "--votes",
      paramLabel = "FILE",
      description =
          "Compares both with people's votes (FER+) too: fer2013new.csv beside the official"
              + " fer2013.csv, or a CSV of votes by image name.")
  private Path votes;

  @Override
  protected void validate() {
    models.validate();
    requireEnding("--sheet", sheet, ".png");
    requireJson(json);
    requireWritable("--sheet", sheet);
  }

  @Override
  protected ExitCode execute() {
    DatasetSource source = data.toSource();
    try (EmotionModel a = models.open(0);
        EmotionModel b = models.open(1)) {
      requireSameClasses(a.classes(), b.classes());
      EmotionDataset dataset = read(source, a.classes(), a.side());
      reportSkipped(dataset);
      List<LabeledFace> faces = part.faces(dataset);
      Optional<Votes> people = Optional.ofNullable(votes).map(file -> Votes.read(file, dataset));
      people.ifPresent(given -> given.requireSome(faces, "that are measured"));
      List<LabeledFace> facesOfB =
          a.side() == b.side() ? faces : part.faces(read(source, a.classes(), b.side()));
      FaceClassifier asB = new OrderedClassifier(models.classifier(b), a.classes());
      ModelComparison comparison =
          new ModelComparison(ask(models.classifier(a), faces, "A"), ask(asB, facesOfB, "B"));
      write(comparison, faces, part.name(dataset), people);
      return status(dataset);
    }
  }

  /** The order may differ: it is the file's own matter. */
  private void requireSameClasses(EmotionClasses a, EmotionClasses b) {
    if (!a.sameInAnyOrder(b)) {
      throw new ModelException(
          models.names().get(1),
          "classes " + String.join(", ", b.names()),
          "those of " + models.names().get(0) + ": " + String.join(", ", a.names()));
    }
  }

  private EmotionDataset read(DatasetSource source, EmotionClasses classes, int side) {
    return source.read(
        data.toReadSettings()
            .withClassesOf(classes, models.names().get(0))
            .withSide(side)
            .withValidation(0, 0));
  }

  private EvaluationReport ask(FaceClassifier classifier, List<LabeledFace> faces, String who) {
    return measure(
        classifier, faces, "evaluating " + who + " on " + Words.count(faces.size(), "face"));
  }

  private void write(
      ModelComparison comparison, List<LabeledFace> faces, String on, Optional<Votes> people) {
    List<String> title =
        List.of(
            "A: " + models.names().get(0),
            "B: " + models.names().get(1),
            on + ": " + Words.count(comparison.count(), "face"));
    writeReport(
        json,
        () -> ComparisonJson.of(comparison, models.names(), on, people),
        () -> ComparisonText.of(comparison, String.join("\n", title), people));
    if (sheet != null) {
      ComparisonSheet.write(
          sheet, comparison, faces.stream().map(LabeledFace::pixels).toList(), title);
    }
  }
}
