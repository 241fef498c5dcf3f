package dev.emotion.cli.command;

import dev.emotion.EmotionClasses;
import dev.emotion.ImageException;
import dev.emotion.classify.ConfidentClassifier;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.option.DetectorOptions;
import dev.emotion.cli.option.ImageOptions;
import dev.emotion.cli.option.LoadingModel;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.detect.FaceDetector;
import dev.emotion.explain.Explainer;
import dev.emotion.explain.ExplanationImage;
import dev.emotion.recognize.AnnotatedCopies;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.FaceFiles;
import dev.emotion.recognize.ImageInput;
import dev.emotion.recognize.ImageResult;
import dev.emotion.recognize.PredictionCsv;
import dev.emotion.recognize.PredictionJson;
import dev.emotion.recognize.PredictionText;
import dev.emotion.recognize.PredictionWriter;
import dev.emotion.video.VideoFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion predict}: the faces in images and their emotions. */
@Command(name = "predict", description = "Finds the faces in images and reads their emotions.")
final class PredictCommand extends AbstractCommand {

  /** What {@code --format} takes. */
  private enum Format {
    TEXT,
    JSON,
    CSV;

    PredictionWriter writer(EmotionClasses classes) {
      return switch (this) {
        case TEXT -> new PredictionText();
        case JSON -> new PredictionJson();
        case CSV -> new PredictionCsv(classes);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private ImageOptions images;
  @Mixin private DetectorOptions detection;
  @Mixin private ModelOptions model;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description =
          "text for a reader, json with one line per image, or csv with one row per face"
              + " (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Writes copies of the images with the result drawn on them.")
  private Path output;

  @Option(
      names = "--faces",
      paramLabel = "DIR",
      description =
          "Writes each face as the network sees it, a grey square, named IMAGE-N-EMOTION.png.")
  private Path faces;

  @Option(
      names = "--explain",
      paramLabel = "DIR",
      description =
          "Writes for each face where the network looked: heat-maps of the most probable classes"
              + " over the face, named IMAGE-N-EMOTION-explained.png.")
  private Path explain;

  @Option(names = "--largest", description = "Only the largest face of each image.")
  private boolean largest;

  private double minConfidence;

  @Option(
      names = "--min-confidence",
      paramLabel = "P",
      description =
          "Below this probability, 0 to 1, the answer is 'uncertain'; the probabilities are given"
              + " all the same.")
  void setMinConfidence(double confidence) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw usageError("--min-confidence: found " + confidence + ", expected 0 to 1");
    }
    minConfidence = confidence;
  }

  private AnnotatedCopies copies;
  private List<FaceFiles> faceFiles;
  private Explainer explainer;
  private PredictionWriter writer;
  private ProgressLine progress;
  private int done;
  private int failed;

  @Override
  protected void validate() {
    detection.validate();
  }

  @Override
  protected ExitCode execute() throws IOException {
    List<ImageInput> inputs = images.toInputs();
    copies = output == null ? null : new AnnotatedCopies(output);
    if (copies != null && copies.wouldReplace(inputs)) {
      throw usageError("--output: " + output + " has images to read, which would be replaced");
    }
    FaceFiles asSeen = faces == null ? null : FaceFiles.asSeen(faces, model.threads());
    requireOthers("--faces", faces, asSeen, inputs);
    if (explain != null) {
      model.requireExplainable();
    }
    FaceFiles explained = explain == null ? null : explained();
    requireOthers("--explain", explain, explained, inputs);
    faceFiles = Stream.of(asSeen, explained).filter(Objects::nonNull).toList();
    progress = progress();
    // The first images are searched while the model loads.
    try (LoadingModel network = model.openMeanwhile();
        FaceDetector detector = detection.open();
        asSeen;
        explained) {
      FaceClassifier classifier = new ConfidentClassifier(model.classifier(network), minConfidence);
      new EmotionRecognizer(detector, classifier)
          .recognize(
              inputs,
              model.threads(),
              result -> {
                if (done == 0) {
                  writer = format.writer(classifier.classes());
                  out().print(writer.header());
                }
                report(result);
                progress.update(++done, inputs.size(), "images");
                return !Interruption.requested();
              });
    } finally {
      progress.finish();
      if (explainer != null) {
        explainer.close();
      }
    }
    if (done < inputs.size()) {
      return ExitCode.INTERRUPTED;
    }
    if (failed == 0) {
      return ExitCode.OK;
    }
    return failed == inputs.size() ? ExitCode.INPUT_ERROR : ExitCode.PARTIAL;
  }

  private void requireOthers(String option, Path folder, FaceFiles files, List<ImageInput> inputs) {
    if (files != null && files.wouldReplace(inputs)) {
      throw usageError(option + ": " + folder + " has images to read, which would be replaced");
    }
  }

  private FaceFiles explained() {
    return new FaceFiles(
        explain,
        "-explained",
        (face, scores) ->
            ExplanationImage.png(face, scores, explainer().explain(List.of(face)).get(0)),
        model.threads());
  }

  /** Opened with the first face: there may be none. */
  private synchronized Explainer explainer() {
    if (explainer == null) {
      explainer = model.explainer();
    }
    return explainer;
  }

  private void report(ImageResult result) {
    progress.clear();
    if (result instanceof ImageResult.Recognized all) {
      ImageResult.Recognized recognized = largest ? all.largest() : all;
      try {
        if (copies != null) {
          copies.write(recognized);
        }
        faceFiles.forEach(files -> files.write(recognized));
        out().print(writer.prediction(recognized.prediction()));
      } catch (ImageException e) { // gone since it was read for its faces
        reportFault(recognized.input(), e);
      }
    } else if (result instanceof ImageResult.Failed bad) {
      reportFault(bad.input(), VideoFiles.isVideo(bad.input().name()) ? video(bad) : bad.fault());
    }
    out().flush();
  }

  private static ImageException video(ImageResult.Failed bad) {
    String name = bad.input().name();
    return new ImageException(
        name, "a video", "an image ('emotion realtime --video " + name + "' reads it)");
  }

  private void reportFault(ImageInput input, ImageException fault) {
    failed++;
    out().print(writer.failure(input.name(), fault.getMessage()));
    progress.message("emotion: " + fault.getMessage());
  }
}
