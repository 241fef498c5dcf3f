package dev.emotion.cli.command;

import dev.emotion.cli.output.ShellWord;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.Split;
import dev.emotion.evaluate.WilsonInterval;
import dev.emotion.text.Words;
import dev.emotion.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said before and after a training: its faces, and what is next. */
final class TrainingSummary {
  private TrainingSummary() {}

  /** The faces of a training. */
  static List<String> faces(EmotionDataset faces) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s to train on, %d to validate, %d classes: %s",
            Words.count(faces.faces(Split.TRAIN).size(), "face"),
            faces.faces(Split.VALIDATION).size(),
            faces.classes().count(),
            String.join(", ", faces.classes().names())));
    if (faces.votes().isPresent()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "people's votes on %d of the faces to train on",
              faces.votes().get().matched(faces.faces(Split.TRAIN))));
    }
    return lines;
  }

  /**
   * A training that is over, and what to do with its model.
   *
   * @param result of the run
   * @param epochs the run had at most
   * @param faces that it was trained on
   * @param data where they are
   * @param runDirectory the run's folder
   * @param model the file
   */
  static List<String> next(
      TrainingResult result,
      int epochs,
      EmotionDataset faces,
      Path data,
      Path runDirectory,
      Path model) {
    int validationFaces = faces.faces(Split.VALIDATION).size();
    long right = Math.round(result.best().validationAccuracy() * validationFaces);
    return List.of(
        result.last().epoch() < epochs
            ? String.format(
                Locale.ROOT,
                "stopped early: %s without a better one, of %d",
                Words.count(result.last().epoch() - result.best().epoch(), "epoch"),
                epochs)
            : "all epochs done",
        String.format(
            Locale.ROOT,
            "validation accuracy: %s (%d of %d right)",
            WilsonInterval.of(right, validationFaces).text(2),
            right,
            validationFaces),
        "the run: " + runDirectory.resolve("report.html") + ", and the files beside it",
        "next: emotion evaluate --data %s --model %s --report report"
            .formatted(facesToMeasureOn(faces, data), ShellWord.of(model)),
        "      emotion predict --model " + ShellWord.of(model) + " photo.jpg");
  }

  /** The part that training saw least of, as options of {@code evaluate}. */
  private static String facesToMeasureOn(EmotionDataset faces, Path data) {
    boolean test = !faces.faces(Split.TEST).isEmpty();
    if (!test && faces.validationSplitOff()) { // evaluate would not know which faces these are
      return "OTHER-FACES --split all";
    }
    return ShellWord.of(data)
        + (test ? " --split test" : " --split validation")
        + (faces.skipped().isEmpty() ? "" : " --skip-bad");
  }
}
