package dev.emotion.cli.command;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.ModelException;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ClassOptions;
import dev.emotion.detect.WholeImageDetector;
import dev.emotion.engine.Compute;
import dev.emotion.keras.InputRange;
import dev.emotion.keras.KerasAnswers;
import dev.emotion.keras.KerasModel;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Softmax;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.system.BuildInfo;
import dev.emotion.text.Words;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code emotion import}: a Keras model becomes a model file. */
@Command(
    name = "import",
    description = "Makes a model file of a Keras model (.h5, .hdf5 or .keras), for every command.")
final class ImportCommand extends AbstractCommand {
  /** Decoded and scaled a little differently, a face gives this at most on average. */
  private static final double MAX_MEAN_DIFFERENCE = 0.01;

  @Parameters(
      paramLabel = "FILE",
      description = "The model as Keras 1, 2 or 3 saved it: layers and weights.")
  private Path file;

  @Option(
      names = "--classes",
      paramLabel = "NAME,NAME,...",
      converter = ClassOptions.Converter.class,
      description =
          "What the outputs mean, in their order. A file of Keras doesn't say, but one of 'emotion"
              + " export' does: it is the order of class_indices in the notebook, often that of"
              + " folders sorted by name.")
  private EmotionClasses classes;

  @Option(
      names = "--input-range",
      paramLabel = "RANGE",
      converter = RangeConverter.class,
      description =
          "What it was given for black and white: 0..1, -1..1 or 0..255. Needed unless the file has"
              + " a Rescaling layer, which is then behind it.")
  private InputRange range;

  @Option(
      names = "--backbone",
      description =
          "The network has no layer for the classes, as of include_top=False: one for --classes is"
              + " put on it, which train --fine-tune has yet to train.")
  private boolean backbone;

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description =
          "Width and height of a face, where the file doesn't say: weights alone (of VGG16 or"
              + " VGG19), or a network for images of any size.")
  private Integer side;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.zip",
      description = "The model file to write.")
  private Path output;

  @Option(
      names = "--check",
      paramLabel = "FILE.csv",
      description =
          "Answers that Keras gave, compared before anything is written: id (an image's path, from"
              + " the CSV's folder on) and a column for each class.")
  private Path check;

  static final class RangeConverter implements ITypeConverter<InputRange> {
    @Override
    public InputRange convert(String value) {
      try {
        return InputRange.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  protected void validate() {
    requireWritable("--output", output);
    if (backbone && classes == null) {
      throw usageError("--classes: found nothing beside --backbone, expected the new layer's");
    }
    if (backbone && check != null) {
      throw usageError("--check: found with --backbone, expected a network that answers");
    }
  }

  @Override
  protected ExitCode execute() {
    KerasModel model =
        KerasModel.read(
            file,
            side == null ? OptionalInt.empty() : OptionalInt.of(side),
            backbone ? OptionalInt.of(classes.count()) : OptionalInt.empty());
    if (classes == null) {
      classes =
          model
              .classes()
              .orElseThrow(
                  () ->
                      usageError(
                          "--classes: found nothing, expected a name for each of "
                              + Words.count(model.network().classes(), "output")
                              + ": "
                              + file
                              + " doesn't say what they mean"));
    }
    if (model.network().classes() != classes.count()) {
      throw new ModelException(
          file.toString(),
          Words.count(model.network().classes(), "output"),
          classes.count() + ", as --classes names them");
    }
    ModelManifest manifest =
        new ModelManifest(
            classes,
            model.input(Optional.ofNullable(range)),
            model.network(),
            Optional.empty(),
            0,
            provenance(model),
            new TreeMap<>(),
            1);
    float[] weights = model.weights();
    if (check != null) {
      compare(model, manifest, weights);
    }
    new ModelContents(manifest, weights).write(output);
    report(model, manifest);
    return ExitCode.OK;
  }

  private SortedMap<String, String> provenance(KerasModel model) {
    SortedMap<String, String> provenance = new TreeMap<>();
    ModelSource source = ModelSource.of(file);
    provenance.put("imported.from", source.name());
    provenance.put("imported.fingerprint", source.fingerprint());
    provenance.put("imported.format", model.origin());
    provenance.put("imported.range", range == null ? "as its Rescaling says" : range.toString());
    if (backbone) {
      provenance.put("imported.head", "untrained");
    }
    provenance.put("imported.at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    provenance.put("version.emotion", BuildInfo.read().version());
    return provenance;
  }

  private void report(KerasModel model, ModelManifest manifest) {
    if (!model.leftOut().isEmpty()) {
      err().println("emotion: left out, for training only: " + String.join(", ", model.leftOut()));
    }
    if (model.logits()) {
      err().println("emotion: the file ends in logits; a softmax was put behind them");
    }
    if (backbone) {
      err()
          .println(
              "emotion: all classes are equally likely as yet; next: emotion train --fine-tune "
                  + output);
    }
    int pixels = manifest.input().side();
    out()
        .printf(
            Locale.ROOT,
            "%s: %s, %,d weights, faces of %d x %d pixels, from %s%n",
            output,
            Words.count(model.network().layers().size(), "layer"),
            model.network().weights(),
            pixels,
            pixels,
            model.origin());
    out().println("classes: " + String.join(", ", classes.names()));
  }

  private void compare(KerasModel model, ModelManifest manifest, float[] weights) {
    List<KerasAnswers.Answer> answers = KerasAnswers.read(check, classes);
    double sum = 0;
    double largest = 0;
    int others = 0;
    try (EmotionModel emotion =
            EmotionModel.open(new ModelContents(manifest, weights), Compute.all());
        WholeImageDetector whole = new WholeImageDetector()) {
      EmotionRecognizer recognizer = new EmotionRecognizer(whole, emotion);
      for (KerasAnswers.Answer answer : answers) {
        EmotionScores ours =
            recognizer.recognize(ImageInput.of(answer.image())).faces().get(0).scores();
        double[] keras = answer.values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] theirs = model.logits() ? Softmax.of(keras) : keras;
        int first = 0;
        for (int c = 0; c < theirs.length; c++) {
          double difference = Math.abs(ours.probability(c) - theirs[c]);
          sum += difference;
          largest = Math.max(largest, difference);
          first = theirs[c] > theirs[first] ? c : first;
        }
        others += first == ours.best() ? 0 : 1;
      }
    }
    double mean = sum / answers.size() / classes.count();
    String found =
        String.format(
            Locale.ROOT,
            "%s of %s differ; probabilities by %.2g on average, %.2g at most",
            Words.count(others, "label"),
            Words.count(answers.size(), "face"),
            mean,
            largest);
    if (!(mean <= MAX_MEAN_DIFFERENCE)) {
      throw new ModelException(
          check.toString(),
          found,
          "Keras's answers; are --input-range and --classes as it had them?");
    }
    out().println(check + ": " + found);
  }
}
