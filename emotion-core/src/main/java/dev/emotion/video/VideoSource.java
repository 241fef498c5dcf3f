package dev.emotion.video;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.FfmpegLibraries;
import dev.emotion.ffmpeg.FfmpegLog;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What to read frames from; {@link #open} begins to read. */
public sealed interface VideoSource {

  /**
   * How messages call it.
   *
   * @return the path or address as given (without a password or a query), or {@code camera N}
   */
  String name();

  /**
   * Opens it and reads until the first frame is there. Takes at most some seconds, whatever the
   * source does.
   *
   * @param notices gets a line, without a name before it, when a live source drops and when it
   *     comes back; called on the reading thread
   * @return its frames; the caller closes them
   * @throws VideoException if there is no such source, or no frame in it
   * @throws dev.emotion.NativeException if FFmpeg is missing: a program needs emotion-video for it
   */
  FrameSource open(Consumer<String> notices);

  /**
   * Finds out whether a text means a file or an address.
   *
   * @param location a path, a {@code file:} address, or an address such as {@code rtsp://host/path}
   * @return a {@link File} or a {@link Stream}, from its start to its end
   */
  static VideoSource of(String location) {
    if (location.regionMatches(true, 0, "file:/", 0, 6)) {
      try {
        return new File(Path.of(URI.create(location)));
      } catch (IllegalArgumentException e) {
        throw new VideoException(location, "no file address", "a path, or file:///path", e);
      }
    }
    if (Stream.isAddress(location)) {
      return new Stream(location, Duration.ZERO, Optional.empty(), TimeBase.VIDEO, Duration.ZERO);
    }
    try {
      return new File(Path.of(location));
    } catch (InvalidPathException e) {
      throw new VideoException(location, "no path", "a path or an address", e);
    }
  }

  /**
   * A camera of this machine with its own choice of size and rate, until it is unplugged.
   *
   * @param index 0 for the first one
   * @return the source, not opened yet
   */
  static Camera camera(int index) {
    return new Camera(index, 0, 0, 0, Optional.empty(), Duration.ZERO);
  }

  /**
   * A camera of this machine: V4L2 on Linux, AVFoundation on macOS, DirectShow on Windows.
   *
   * @param index 0 for the first one
   * @param width in pixels that it is asked for, or 0 for its own choice
   * @param height in pixels, or 0; given exactly when the width is
   * @param fps frames a second that it is asked for, or 0
   * @param duration how much to read; empty for all
   * @param reconnect how long to try to get it back when it drops; zero: not at all
   */
  record Camera(
      int index, int width, int height, double fps, Optional<Duration> duration, Duration reconnect)
      implements VideoSource {

    /** Checks the ranges. */
    public Camera {
      if (index < 0 || width < 0 || height < 0 || (width == 0) != (height == 0) || !(fps >= 0)) {
        throw new IllegalArgumentException(
            "camera " + index + ", " + width + " x " + height + ", " + fps + " fps");
      }
      checkTimes(Duration.ZERO, duration, reconnect);
    }

    /**
     * Whether cameras can be used here at all.
     *
     * @return what keeps them from it, such as a library of the desktop that a server lacks
     * @throws dev.emotion.NativeException if FFmpeg doesn't load on this platform
     */
    public static Optional<String> fault() {
      FfmpegLibraries.VIDEO.require();
      return Ffmpeg.camerasFault();
    }

    @Override
    public String name() {
      return "camera " + index;
    }

    @Override
    public FrameSource open(Consumer<String> notices) {
      FfmpegLibraries.VIDEO.require();
      return new LiveFrameSource(
          name(), () -> new MediaInput(InputOptions.of(this)), duration, reconnect, notices);
    }
  }

  /**
   * A video file.
   *
   * @param path the file
   * @param start from where to read, in the file's own time; zero for the start
   * @param duration how much to read; empty for all
   * @param fps frames a second of a file that doesn't say (a bare row of JPEGs), or 0 for FFmpeg's
   *     choice
   * @param timeBase where its times count from, {@code start} too
   * @param asLive whether to give the frames at their own speed and call the source live, as a
   *     camera would; for trials without a camera
   */
  record File(
      Path path,
      Duration start,
      Optional<Duration> duration,
      TimeBase timeBase,
      double fps,
      boolean asLive)
      implements VideoSource {

    /** Checks the ranges. */
    public File {
      if (!(fps >= 0)) {
        throw new IllegalArgumentException(fps + " fps");
      }
      checkTimes(start, duration, Duration.ZERO);
    }

    /**
     * A whole file, as fast as it can be read.
     *
     * @param path the file
     */
    public File(Path path) {
      this(path, Duration.ZERO, Optional.empty(), TimeBase.VIDEO, 0, false);
    }

    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public FrameSource open(Consumer<String> notices) {
      FfmpegLibraries.VIDEO.require();
      FrameSource frames =
          new RecordedFrameSource(name(), new MediaInput(InputOptions.of(this)), start, duration);
      return asLive ? new PacedFrameSource(frames) : frames;
    }
  }

  /**
   * A video at an address. It is live if its protocol is (RTSP, RTP, RTMP, SRT, UDP, TCP) or it
   * doesn't say how long it is; otherwise it is read like a file.
   *
   * @param url such as {@code rtsp://host/path} or {@code https://host/clip.mp4}
   * @param start from where to read; zero for a live stream, which has no start but now
   * @param duration how much to read; empty for all
   * @param timeBase where its times count from; a live stream's count from its first frame
   * @param reconnect how long to try to get a live stream back when it drops; zero: not at all
   */
  record Stream(
      String url,
      Duration start,
      Optional<Duration> duration,
      TimeBase timeBase,
      Duration reconnect)
      implements VideoSource {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

    /** Checks the ranges. */
    public Stream {
      checkTimes(start, duration, reconnect);
    }

    /** Whether this is an address rather than a path; a drive letter is no scheme. */
    static boolean isAddress(String location) {
      return SCHEME.matcher(location).matches();
    }

    /** Such as {@code rtsp}, in lower case. */
    String scheme() {
      int colon = url.indexOf(':');
      return colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
      return FfmpegLog.withoutSecrets(url);
    }

    @Override
    public FrameSource open(Consumer<String> notices) {
      FfmpegLibraries.VIDEO.require();
      MediaInput input = new MediaInput(InputOptions.of(this));
      if (input.live() && !start.isZero()) {
        input.close();
        throw new VideoException(
            name(), "a live stream, which begins now", "a recording, to start in");
      }
      if (input.live() && timeBase == TimeBase.FILE) {
        input.close();
        throw new VideoException(
            name(),
            "a live stream, which has no file's clock",
            "a recording, or another time base");
      }
      return input.live()
          ? new LiveFrameSource(
              name(),
              input,
              () -> new MediaInput(InputOptions.of(this)),
              duration,
              reconnect,
              notices)
          : new RecordedFrameSource(name(), input, start, duration);
    }
  }

  private static void checkTimes(Duration start, Optional<Duration> duration, Duration reconnect) {
    if (start.isNegative()
        || reconnect.isNegative()
        || duration.filter(d -> d.isNegative() || d.isZero()).isPresent()) {
      throw new IllegalArgumentException(
          "start " + start + ", duration " + duration + ", reconnect " + reconnect);
    }
  }
}
