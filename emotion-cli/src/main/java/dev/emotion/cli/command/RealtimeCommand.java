package dev.emotion.cli.command;

import dev.emotion.FaceClassifier;
import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.option.DetectorOptions;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.cli.option.VideoOptions;
import dev.emotion.cli.output.FrameFile;
import dev.emotion.cli.output.Playback;
import dev.emotion.cli.output.PreviewWindow;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.cli.output.VideoSummary;
import dev.emotion.detect.FaceDetector;
import dev.emotion.image.ImageFiles;
import dev.emotion.network.EmotionModel;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.report.FrameCsv;
import dev.emotion.report.FrameJson;
import dev.emotion.report.TimelineImage;
import dev.emotion.video.AnalyzedFrame;
import dev.emotion.video.EmotionTimeline;
import dev.emotion.video.FrameSink;
import dev.emotion.video.FrameSource;
import dev.emotion.video.LoopReport;
import dev.emotion.video.LoopSettings;
import dev.emotion.video.RecognitionLoop;
import dev.emotion.video.SoundTrack;
import dev.emotion.video.VideoInfo;
import dev.emotion.video.VideoRecorder;
import dev.emotion.video.VideoSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
      names = "--record",
      paramLabel = "FILE",
      description = "Records the video with the faces drawn on it, as an MP4 file.")
  private Path record;

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
    if (timelineFile != null && !ImageFiles.canWrite(timelineFile)) {
      throw usageError(
          "--timeline: found " + timelineFile + ", expected a picture such as FILE.png");
    }
    requireOutput("--timeline", timelineFile);
    requireOutput("--record", record);
    if (!isStandardOutput(json)) {
      requireOutput("--json", json);
    }
    if (!isStandardOutput(csv)) {
      requireOutput("--csv", csv);
    } else if (isStandardOutput(json)) {
      throw usageError("--json and --csv: both to standard output, expected one of them");
    }
  }

  private static boolean isStandardOutput(Path file) {
    return file != null && file.toString().equals("-");
  }

  private void requireOutput(String option, Path file) {
    requireWritable(option, file);
    if (file != null && video.reads(file)) {
      throw usageError(option + ": " + file + " is the video, which would be replaced");
    }
  }

  @Override
  protected ExitCode execute() {
    ProgressLine progress = progress();
    if (!headless) {
      Optional<String> obstacle = PreviewWindow.obstacle();
      if (obstacle.isPresent()) {
        progress.message("emotion: window: " + obstacle.get() + "; --headless works without one");
        return ExitCode.INPUT_ERROR;
      }
    }
    VideoSource source = video.toSource();
    // The source last: a live one reads on its own thread, and two threads that load native
    // libraries at once can lock each other up.
    try (EmotionModel network = model.open();
        FaceDetector detector = detection.open();
        FrameSource frames = source.open(line -> progress.message(source.name() + ": " + line))) {
      FaceClassifier classifier = model.classifier(network);
      EmotionRecognizer recognizer = new EmotionRecognizer(detector, classifier);
      EmotionTimeline timeline =
          new EmotionTimeline(classifier.classes(), longestFrame(frames.info()));
      LoopReport report = run(recognizer, frames, timeline, progress);
      timeline.finish();
      VideoSummary.lines(report, timeline).forEach(progress::line);
      if (timelineFile != null) {
        TimelineImage.write(timelineFile, timeline, source.name());
      }
      report.damage().ifPresent(fault -> progress.message("emotion: " + fault.getMessage()));
      if (Interruption.requested()) {
        return ExitCode.INTERRUPTED;
      }
      return report.damage().isPresent() ? ExitCode.PARTIAL : ExitCode.OK;
    } finally {
      progress.finish();
    }
  }

  /** A live source may be gone for a while, in which nobody knows what was to be seen. */
  private Optional<Duration> longestFrame(VideoInfo info) {
    Duration usual = Duration.ofMillis(Math.round(1000 * every / info.fps()));
    return info.live()
        ? Optional.of(Collections.max(List.of(Duration.ofSeconds(1), usual.multipliedBy(2))))
        : Optional.empty();
  }

  private LoopReport run(
      EmotionRecognizer recognizer,
      FrameSource frames,
      EmotionTimeline timeline,
      ProgressLine progress) {
    VideoInfo info = frames.info();
    boolean draws = record != null || !headless;
    // The recorder first: it may refuse the frames, and then there should be no other file.
    try (FrameSink recorder = record == null ? null : openRecorder(frames, progress);
        FrameFile jsonFile = json == null ? null : new FrameFile(json, new FrameJson(), out());
        FrameFile csvFile =
            csv == null ? null : new FrameFile(csv, new FrameCsv(recognizer.classes()), out());
        Playback playback =
            headless ? null : new Playback(info, Interruption::requested, progress::message)) {
      long total = headless ? expectedFrames(info) : 0;
      return new RecognitionLoop(recognizer, new LoopSettings(every, maxFrames, smoothing, draws))
          .run(
              frames,
              frame -> {
                if (frame.processed()) {
                  timeline.add(frame.result());
                  write(frame, jsonFile);
                  write(frame, csvFile);
                }
                if (draws) {
                  frame.annotate();
                }
                if (recorder != null) {
                  frame.writeTo(recorder);
                }
                progress.update(frame.result().frame() + 1, total, "frames");
                return playback == null || playback.show(frame);
              },
              () -> Interruption.requested() || playback != null && playback.closed());
    }
  }

  private FrameSink openRecorder(FrameSource frames, ProgressLine progress) {
    Optional<SoundTrack> sound = frames.sound();
    Optional<SoundTrack> kept = sound.filter(VideoRecorder::canKeep);
    if (sound.isPresent() && kept.isEmpty()) {
      sound.get().close();
      progress.message("emotion: " + record + ": without sound, MP4 can't hold this kind");
    }
    return new VideoRecorder(record, frames.info(), kept);
  }

  private static void write(AnalyzedFrame frame, FrameFile file) {
    if (file != null) {
      file.add(frame.result());
    }
  }

  /** How many frames will be read, as far as is known; 0 for no progress line. */
  private long expectedFrames(VideoInfo info) {
    long most = maxFrames == 0 ? Long.MAX_VALUE : maxFrames * every;
    return info.duration()
        .map(duration -> Math.min(most, Math.round(duration.toMillis() / 1000.0 * info.fps())))
        .orElse(0L);
  }
}
