package dev.emotion.cli.command;

import dev.emotion.ImageException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.cli.benchmark.BenchmarkJson;
import dev.emotion.cli.benchmark.BenchmarkReport;
import dev.emotion.cli.benchmark.BenchmarkText;
import dev.emotion.cli.benchmark.DetectionBenchmark;
import dev.emotion.cli.benchmark.DetectionSpeed;
import dev.emotion.cli.benchmark.ImagesSpeed;
import dev.emotion.cli.benchmark.NetworkBenchmark;
import dev.emotion.cli.benchmark.NetworkSpeed;
import dev.emotion.cli.benchmark.StartUp;
import dev.emotion.cli.benchmark.VideoBenchmark;
import dev.emotion.cli.benchmark.VideoSpeed;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.DetectorOptions;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.detect.FaceDetector;
import dev.emotion.model.EmotionModel;
import dev.emotion.onednn.MachineLimits;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.system.ProcessMemory;
import dev.emotion.video.VideoSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion benchmark}. */
@Command(
    name = "benchmark",
    description =
        "Times the reference network (vgg), the model, the search for faces and the"
            + " start of the program on this machine.")
final class BenchmarkCommand extends AbstractCommand {
  @Mixin private ModelOptions model;
  @Mixin private DetectorOptions detection;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Batch size, in faces (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "32",
      description = "Channels of the reference network's first block (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      description = "Times the recognition of these images too, folders in it included.")
  private Path images;

  @Option(
      names = "--video",
      paramLabel = "FILE",
      description = "Times realtime on a video too: frames a second, and the share of each part.")
  private Path video;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the figures as JSON; - is standard output.")
  private Path json;

  @Override
  protected void validate() {
    detection.validate();
    if (batchSize < 1) {
      throw usageError("--batch-size: found " + batchSize + ", expected 1 or more");
    }
    if (width < 1 || width > 512) {
      throw usageError("--width: found " + width + ", expected 1 to 512");
    }
    requireJson(json);
  }

  @Override
  protected ExitCode execute() throws IOException {
    checkInputs();
    BenchmarkReport report = measure();
    writeReport(json, () -> BenchmarkJson.of(report), () -> ""); // the text is there, line by line
    return report.images().map(this::outcome).orElse(ExitCode.OK);
  }

  /** Before minutes of measuring. */
  private void checkInputs() {
    if (images != null && !Files.isDirectory(images)) {
      String found = Files.exists(images) ? "a file" : "no such folder";
      throw new ImageException(images.toString(), found, "a folder of images");
    }
    if (images != null) {
      ImageInput first = ImageInput.in(images, true).get(0);
      if (first.name().equals(images.toString())) { // what says that there are none
        first.load();
      }
    }
    if (video != null) {
      new VideoSource.File(video).open(notice -> {}).close();
    }
  }

  private ExitCode outcome(ImagesSpeed speed) {
    if (speed.unreadable() == 0) {
      return ExitCode.OK;
    }
    String count = speed.unreadable() + " of " + (speed.images() + speed.unreadable());
    err().println("emotion: " + images + ": " + count + " images can't be read");
    return speed.images() == 0 ? ExitCode.INPUT_ERROR : ExitCode.PARTIAL;
  }

  private BenchmarkReport measure() throws IOException {
    BenchmarkText text = new BenchmarkText(isStandardOutput(json) ? line -> {} : out()::println);
    text.begin(model.compute(), batchSize);
    double startUp = StartUp.seconds(); // before this process computes beside it
    text.startUp(startUp);
    try (EmotionModel opened = model.open();
        FaceDetector detector = detection.open()) {
      FaceClassifier classifier = model.classifier(opened);
      NetworkBenchmark benchmark = new NetworkBenchmark(batchSize, width, model.compute(), text);
      text.heading("reference network (vgg, width " + width + ")");
      NetworkSpeed reference = benchmark.reference();
      text.trainingStep(benchmark.trainingStep());
      text.heading(model.name());
      NetworkSpeed modelSpeed = benchmark.inference(classifier);
      EmotionRecognizer recognizer = new EmotionRecognizer(detector, classifier);
      text.heading("faces searched for");
      List<DetectionSpeed> searches =
          DetectionBenchmark.run(detector, model.threads(), text::detection);
      Optional<ImagesSpeed> recognition =
          Optional.ofNullable(images)
              .map(
                  folder ->
                      ImagesSpeed.measure(
                          recognizer, ImageInput.in(folder, true), model.threads()));
      recognition.ifPresent(text::images);
      Optional<VideoSpeed> clip =
          Optional.ofNullable(video)
              .map(file -> VideoBenchmark.measure(new VideoSource.File(file), recognizer));
      clip.ifPresent(text::video);
      double peak = ProcessMemory.peakResidentBytes() / 1e6; // before the limits' large arrays
      text.peakMemory(peak);
      MachineLimits limits = MachineLimits.measure(model.threads());
      text.limits(limits);
      return new BenchmarkReport(
          model.compute(),
          batchSize,
          reference,
          width,
          benchmark.trainingStep(),
          limits,
          model.name(),
          modelSpeed,
          searches,
          recognition,
          clip,
          startUp,
          peak);
    }
  }
}
