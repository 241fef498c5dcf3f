package dev.emotion.cli.option;

import dev.emotion.VideoException;
import dev.emotion.system.AtomicFile;
import dev.emotion.video.TimeBase;
import dev.emotion.video.VideoSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where frames come from. */
public final class VideoOptions {
  private static final Pattern CLOCK =
      Pattern.compile("(?:(?:(\\d+):)?(\\d+):)?(\\d+(?:\\.\\d+)?)");

  /** Eleven years. */
  private static final int MAX_HOURS = 100_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--camera", paramLabel = "N", description = "The camera: 0 is the first one.")
  private Integer camera;

  @Option(
      names = "--video",
      paramLabel = "FILE|URL",
      description =
          "A video file, or the address of a stream (rtsp, http and others); several are taken one"
              + " after the other.")
  private List<String> videos = List.of();

  @Option(
      names = "--width",
      paramLabel = "PIXELS",
      description = "Width that the camera is asked for, together with --height.")
  private int width;

  @Option(
      names = "--height",
      paramLabel = "PIXELS",
      description = "Height that the camera is asked for.")
  private int height;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description =
          "Frames a second that the camera is asked for, or of a file that doesn't say its own.")
  private double fps;

  private Duration start = Duration.ZERO;
  private Optional<Duration> duration = Optional.empty();

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "Where to begin in a file: seconds, or [hours:]minutes:seconds.")
  void setStart(String text) {
    start = time("--start", text);
  }

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How much of the video to take: seconds, or [hours:]minutes:seconds.")
  void setDuration(String text) {
    Duration given = time("--duration", text);
    if (given.isZero()) {
      throw new UsageError(command, "--duration: found " + text + ", expected more than nothing");
    }
    duration = Optional.of(given);
  }

  @Option(
      names = "--time-base",
      paramLabel = "CLOCK",
      defaultValue = "video",
      description =
          "Where times count from: video is the first moment of the image, file that of the file,"
              + " as a player's clock has it where sound begins earlier"
              + " (default: ${DEFAULT-VALUE}).")
  private TimeBase timeBase;

  @Option(
      names = "--reconnect",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long to try to get a camera or live stream back when it drops; 0: not at all"
              + " (default: ${DEFAULT-VALUE}).")
  private int reconnect;

  @Option(
      names = "--live",
      description =
          "Plays a file as a camera would give it: at its own speed, dropping what is too late.")
  private boolean live;

  private Duration time(String option, String text) {
    Matcher clock = CLOCK.matcher(text);
    if (!clock.matches()) {
      throw new UsageError(
          command, option + ": found '" + text + "', expected seconds or [hours:]minutes:seconds");
    }
    double seconds = Double.parseDouble(clock.group(3));
    seconds += clock.group(2) == null ? 0 : 60 * Double.parseDouble(clock.group(2));
    seconds += clock.group(1) == null ? 0 : 3600 * Double.parseDouble(clock.group(1));
    if (seconds > 3600.0 * MAX_HOURS) {
      throw new UsageError(
          command, option + ": found '" + text + "', expected at most " + MAX_HOURS + " hours");
    }
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** Checks the options against each other; a fault is a {@link UsageError}. */
  public void validate() {
    if ((camera == null) == videos.isEmpty()) {
      throw fault(
          camera == null
              ? "--camera N or --video FILE is needed"
              : "--camera or --video, not both");
    }
    if (camera != null && camera < 0) {
      throw fault("--camera: found " + camera + ", expected 0 or more");
    }
    if (videos.contains("")) {
      throw fault("--video: found nothing, expected a file or an address");
    }
    if (width < 0 || height < 0 || (width == 0) != (height == 0)) {
      throw fault(
          "--width and --height: found " + width + " x " + height + ", expected both or neither");
    }
    if (camera == null && width > 0) {
      throw fault("--width and --height: a video has its own size, expected --camera");
    }
    if (camera != null && !start.isZero()) {
      throw fault("--start: a camera has no beginning, expected --video");
    }
    if (camera != null && timeBase == TimeBase.FILE) {
      throw fault("--time-base: a camera has no file's clock, expected --video");
    }
    if (live && !hasFile()) {
      throw fault("--live: cameras and streams are so anyway, expected a file");
    }
    if (fps > 0 && camera == null && !hasFile()) {
      throw fault("--fps: a stream has its own, expected --camera or a file");
    }
    if (!(fps >= 0 && fps <= 1000)) {
      throw fault("--fps: found " + fps + ", expected 0 to 1000");
    }
    if (reconnect < 0) {
      throw fault("--reconnect: found " + reconnect + ", expected 0 or more seconds");
    }
  }

  private boolean hasFile() {
    return videos.stream().anyMatch(video -> file(video).isPresent());
  }

  /** The file that it means; nothing for an address, and for what opening will say is wrong. */
  private static Optional<Path> file(String video) {
    try {
      return VideoSource.of(video) instanceof VideoSource.File source
          ? Optional.of(source.path())
          : Optional.empty();
    } catch (VideoException e) {
      return Optional.empty();
    }
  }

  private UsageError fault(String message) {
    return new UsageError(command, message);
  }

  /**
   * How many there are.
   *
   * @return 1 or more
   */
  public int count() {
    return camera != null ? 1 : videos.size();
  }

  /**
   * Whether a video is a certain file.
   *
   * @param file need not exist
   * @return true if both are the same file
   */
  public boolean reads(Path file) {
    return videos.stream()
        .anyMatch(video -> file(video).filter(path -> AtomicFile.isSame(path, file)).isPresent());
  }

  /**
   * A source to open.
   *
   * @param i its place in the order given: 0 to below {@link #count}
   * @return as the options say
   * @throws VideoException if it is neither a path nor an address
   */
  public VideoSource toSource(int i) {
    if (camera != null) {
      return new VideoSource.Camera(
          camera, width, height, fps, duration, Duration.ofSeconds(reconnect));
    }
    VideoSource source = VideoSource.of(videos.get(i));
    if (source instanceof VideoSource.File file) {
      return new VideoSource.File(file.path(), start, duration, timeBase, fps, live);
    }
    return source instanceof VideoSource.Stream stream
        ? new VideoSource.Stream(
            stream.url(), start, duration, timeBase, Duration.ofSeconds(reconnect))
        : source;
  }
}
