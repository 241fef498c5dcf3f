package dev.emotion.cli.command;

import dev.emotion.VideoException;
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
import dev.emotion.model.EmotionModel;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.track.AnalyzedFrame;
import dev.emotion.track.EmotionTimeline;
import dev.emotion.track.FrameCsv;
import dev.emotion.track.FrameJson;
import dev.emotion.track.FrameWriter;
import dev.emotion.track.LoopReport;
import dev.emotion.track.LoopSettings;
import dev.emotion.track.RecognitionLoop;
import dev.emotion.track.TimelineImage;
import dev.emotion.video.FrameSink;
import dev.emotion.video.FrameSource;
import dev.emotion.video.SoundTrack;
import dev.emotion.video.VideoInfo;
import dev.emotion.video.VideoRecorder;
import dev.emotion.video.VideoSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion realtime}: the faces in a video and their emotions, frame by frame. */
@Command(
    name = "realtime",
    description = "Reads the emotions of the faces in a camera's image, a video file or a stream.")
final class RealtimeCommand extends AbstractCommand {
  private static final Pattern EVERY = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]+)?)(ms|s)?");

  @Mixin private VideoOptions video;
  @Mixin private DetectorOptions detection;
  @Mixin private ModelOptions model;

  @Option(names = "--headless", description = "Opens no window; a file is read at full speed.")
  private boolean headless;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes one JSON object per line and frame; - is standard output.")
  private Path json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes one row per face and frame; - is standard output.")
  private Path csv;

  @Option(
      names = "--record",
      paramLabel = "FILE.mp4",
      description = "Records the video with the faces drawn on it.")
  private Path record;

  @Option(
      names = "--timeline",
      paramLabel = "FILE",
      description = "Draws the emotions over time, one row per track, as an image such as .png.")
  private Path timelineFile;

  @Option(
      names = "--max-frames",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stops after so many frames of a video were looked at; 0: at the end.")
  private long maxFrames;

  private int every = 1;
  private Duration interval = Duration.ZERO;

  @Option(
      names = "--every",
      paramLabel = "N|TIME",
      description =
          "Looks at every Nth frame only, or at one in a time such as 0.5s or 500ms (default: 1).")
  void setEvery(String text) {
    Matcher parts = EVERY.matcher(text);
    boolean time = parts.matches() && parts.group(2) != null;
    if (time) {
      double unit = parts.group(2).equals("s") ? 1e6 : 1e3; // microseconds
      interval = Duration.ofNanos(1000 * Math.round(Double.parseDouble(parts.group(1)) * unit));
      every = 1;
    } else {
      every = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
      interval = Duration.ZERO;
    }
    if (every < 1 || (time && interval.isZero())) {
      throw usageError(
          "--every: found '" + text + "', expected frames (1 or more) or a time such as 0.5s");
    }
  }

  @Option(
      names = "--smoothing",
      paramLabel = "SECONDS",
      defaultValue = "" + LoopSettings.SMOOTHING_SECONDS,
      description =
          "Over how much of its own past a face's probabilities are averaged; 0: not at all"
              + " (default: ${DEFAULT-VALUE}).")
  private double smoothing;

  private FrameFile jsonFile;
  private FrameFile csvFile;
  private boolean windowClosed;

  @Override
  protected void validate() {
    video.validate();
    detection.validate();
    if (maxFrames < 0) {
      throw usageError("--max-frames: found " + maxFrames + ", expected 0 or more");
    }
    if (!(smoothing >= 0 && smoothing <= 3600)) {
      throw usageError("--smoothing: found " + smoothing + ", expected 0 to 3600 seconds");
    }
    if (timelineFile != null && !ImageFiles.canWrite(timelineFile)) {
      throw usageError(
          "--timeline: found " + timelineFile + ", expected an image such as FILE.png");
    }
    requireOneVideo("--timeline", timelineFile);
    requireOutput("--timeline", timelineFile);
    requireEnding("--record", record, ".mp4");
    requireOneVideo("--record", record);
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

  private void requireOneVideo(String option, Path file) {
    if (file != null && video.count() > 1) {
      throw usageError(option + ": found " + video.count() + " videos, expected one");
    }
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
    try (EmotionModel network = model.open(RecognitionLoop.networkThreads(model.threads()));
        FaceDetector detector = detection.open()) {
      EmotionRecognizer recognizer = new EmotionRecognizer(detector, model.classifier(network));
      return video.count() == 1
          ? watch(video.toSource(0), recognizer, progress)
          : watchAll(recognizer, progress);
    } finally {
      closeFiles();
      progress.finish();
    }
  }

  private ExitCode watchAll(EmotionRecognizer recognizer, ProgressLine progress) {
    int unusable = 0;
    boolean damaged = false;
    for (int i = 0; i < video.count() && !windowClosed; i++) {
      if (Interruption.requested()) {
        return ExitCode.INTERRUPTED;
      }
      progress.finish(); // each video has its own speed
      try {
        VideoSource source = video.toSource(i);
        progress.line(source.name() + ":");
        ExitCode code = watch(source, recognizer, progress);
        if (code == ExitCode.INTERRUPTED) {
          return code;
        }
        damaged |= code == ExitCode.PARTIAL;
      } catch (VideoException e) {
        unusable++;
        progress.message("emotion: " + e.getMessage());
      }
    }
    if (unusable == video.count()) {
      return ExitCode.INPUT_ERROR;
    }
    return damaged || unusable > 0 ? ExitCode.PARTIAL : ExitCode.OK;
  }

  private ExitCode watch(VideoSource source, EmotionRecognizer recognizer, ProgressLine progress) {
    try (FrameSource frames = source.open(line -> progress.message(source.name() + ": " + line))) {
      EmotionTimeline timeline =
          new EmotionTimeline(recognizer.classes(), longestFrame(frames.info()));
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
    }
  }

  /** A live source may be gone for a while, in which nobody knows what was to be seen. */
  private Optional<Duration> longestFrame(VideoInfo info) {
    Duration frames = Duration.ofMillis(Math.round(1000.0 * every / info.fps()));
    Duration usual = Collections.max(List.of(frames, interval));
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
    Optional<String> name = video.count() > 1 ? Optional.of(info.name()) : Optional.empty();
    FrameJson jsonLines = new FrameJson(name);
    FrameCsv csvRows = new FrameCsv(recognizer.classes(), name);
    // The recorder first: it may refuse the frames, and then there should be no other file.
    try (FrameSink recorder = record == null ? null : openRecorder(frames, progress);
        Playback playback =
            headless ? null : new Playback(info, Interruption::requested, progress::message)) {
      if (json != null && jsonFile == null) {
        jsonFile = new FrameFile(json, jsonLines.header(), out());
      }
      if (csv != null && csvFile == null) {
        csvFile = new FrameFile(csv, csvRows.header(), out());
      }
      long total = headless ? expectedFrames(info) : 0;
      LoopSettings settings = new LoopSettings(every, interval, maxFrames, smoothing, draws);
      LoopReport report =
          new RecognitionLoop(recognizer, settings)
              .run(
                  frames,
                  frame -> {
                    if (frame.processed()) {
                      timeline.add(frame.result());
                      write(frame, jsonFile, jsonLines);
                      write(frame, csvFile, csvRows);
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
                  () -> Interruption.requested() || (playback != null && playback.closed()));
      windowClosed = playback != null && playback.closed();
      return report;
    }
  }

  private void closeFiles() {
    if (jsonFile != null) {
      jsonFile.close();
    }
    if (csvFile != null) {
      csvFile.close();
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

  private static void write(AnalyzedFrame frame, FrameFile file, FrameWriter writer) {
    if (file != null) {
      file.add(writer.frame(frame.result()));
    }
  }

  /** How many frames will be read, as far as is known; 0 for no progress line. */
  private long expectedFrames(VideoInfo info) {
    double between = Math.max(every, interval.toNanos() / 1e9 * info.fps());
    long most = maxFrames == 0 ? Long.MAX_VALUE : Math.round(maxFrames * between);
    return info.duration()
        .map(duration -> Math.min(most, Math.round(duration.toMillis() / 1000.0 * info.fps())))
        .orElse(0L);
  }
}
