package dev.emotion.cli.command;

import dev.emotion.FaceClassifier;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.option.DetectorOptions;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.cli.option.VideoOptions;
import dev.emotion.cli.output.FrameFile;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.cli.output.VideoSummary;
import dev.emotion.detect.FaceDetector;
import dev.emotion.network.EmotionModel;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.report.FrameCsv;
import dev.emotion.report.FrameJson;
import dev.emotion.report.TimelineImage;
import dev.emotion.video.AnalyzedFrame;
import dev.emotion.video.EmotionTimeline;
import dev.emotion.video.FrameSource;
import dev.emotion.video.LoopReport;
import dev.emotion.video.LoopSettings;
import dev.emotion.video.RecognitionLoop;
import dev.emotion.video.VideoInfo;
import dev.emotion.video.VideoSource;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion realtime}: the faces in a video and their emotions, frame by frame. */
@Command(
    name = "realtime",
    description =
        "Reads the emotions of the faces in a camera's picture, a video file or a stream.")
final class RealtimeCommand extends AbstractCommand {
  @Mixin private VideoOptions video;
  @Mixin private DetectorOptions detection;
  @Mixin private ModelOptions model;

  @Option(names = "--headless", description = "Opens no window; a file is read at full speed.")
  private boolean headless;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes a JSON object a line and frame; - is standard output.")
  private Path json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes a row a face and frame; - is standard output.")
  private Path csv;

  @Option(
      names = "--timeline",
      paramLabel = "FILE",
      description = "Draws the emotions over time, a row a track, as a picture such as .png.")
  private Path timelineFile;

  @Option(
      names = "--max-frames",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stops after so many frames were looked at; 0: at the end.")
  private long maxFrames;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Looks at every Nth frame only; default ${DEFAULT-VALUE}.")
  private int every;

  @Option(
      names = "--smoothing",
      paramLabel = "SECONDS",
      defaultValue = "" + LoopSettings.SMOOTHING_SECONDS,
      description =
          "Over how much of its own past a face's probabilities are averaged; 0: not at all;"
              + " default ${DEFAULT-VALUE}.")
  private double smoothing;

  @Override
  protected void validate() {
    video.validate();
    if (every < 1) {
      throw usageError("--every: found " + every + ", expected 1 or more");
    }
    if (maxFrames < 0) {
      throw usageError("--max-frames: found " + maxFrames + ", expected 0 or more");
    }
    if (!(smoothing >= 0 && smoothing <= 3600)) {
      throw usageError("--smoothing: found " + smoothing + ", expected 0 to 3600 seconds");
    }
    requireWritable("--timeline", timelineFile);
    for (Path file : new Path[] {json, csv}) {
      if (file != null && !file.toString().equals("-")) {
        requireWritable(file.equals(json) ? "--json" : "--csv", file);
      }
    }
  }

  @Override
  protected ExitCode execute() {
    ProgressLine progress = progress();
    VideoSource source = video.toSource();
    try (FrameSource frames =
            source.open(notice -> progress.message(source.name() + ": " + notice));
        EmotionModel network = model.open();
        FaceDetector detector = detection.open()) {
      FaceClassifier classifier = model.classifier(network);
      EmotionRecognizer recognizer =
          new EmotionRecognizer(detector, detection.margin(), classifier);
      LoopSettings settings = new LoopSettings(every, maxFrames, smoothing, false);
      EmotionTimeline timeline = new EmotionTimeline(classifier.classes());
      LoopReport report;
      try (FrameFile jsonFile = json == null ? null : new FrameFile(json, new FrameJson(), out());
          FrameFile csvFile =
              csv == null ? null : new FrameFile(csv, new FrameCsv(classifier.classes()), out())) {
        long total = expectedFrames(frames.info());
        report =
            new RecognitionLoop(recognizer, settings)
                .run(
                    frames,
                    frame -> {
                      if (frame.processed()) {
                        timeline.add(frame.result());
                        write(frame, jsonFile);
                        write(frame, csvFile);
                      }
                      progress.update(frame.result().frame() + 1, total, "frames");
                      return true;
                    },
                    Interruption::requested);
      } finally {
        progress.finish();
      }
      timeline.finish();
      if (timelineFile != null) {
        TimelineImage.write(timelineFile, timeline, source.name());
      }
      VideoSummary.lines(report, timeline).forEach(progress::line);
      report.damage().ifPresent(fault -> progress.message("emotion: " + fault.getMessage()));
      if (report.stopped()) {
        return Interruption.requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
      }
      return report.damage().isPresent() ? ExitCode.PARTIAL : ExitCode.OK;
    }
  }

  private static void write(AnalyzedFrame frame, FrameFile file) {
    if (file != null) {
      file.add(frame.result());
    }
  }

  /** How many frames the whole file has, as far as is known; 0 for no progress line. */
  private long expectedFrames(VideoInfo info) {
    return info.duration()
        .map(duration -> Math.round(duration.toMillis() / 1000.0 * info.fps()))
        .orElse(0L);
  }
}
