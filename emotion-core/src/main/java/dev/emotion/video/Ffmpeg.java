package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.FfmpegLibraries;
import dev.emotion.ffmpeg.FfmpegLog;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Pointer;

/**
 * What all calls of FFmpeg share: its log is kept instead of printed, its failures get words, and
 * waiting for a device or the network ends in time. FFmpeg calls back on the thread that called it,
 * so both are kept by thread.
 */
final class Ffmpeg {
  private static final ThreadLocal<Long> DEADLINE = new ThreadLocal<>();

  /** A native object that must live as long as FFmpeg may call it. */
  private static final AVIOInterruptCB.Callback_Pointer INTERRUPT =
      new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(Pointer unused) {
          Long deadline = DEADLINE.get();
          boolean late = deadline != null && System.nanoTime() - deadline > 0;
          return late || Thread.currentThread().isInterrupted() ? 1 : 0;
        }
      };

  /** What keeps cameras from being used; null where nothing does. */
  private static final String CAMERAS_FAULT;

  static {
    FfmpegLibraries.VIDEO.require();
    FfmpegLog.begin();
    CAMERAS_FAULT = registerDevices();
  }

  private Ffmpeg() {}

  /** Needs libraries of the desktop, such as libpulse, that a server may lack; files do not. */
  private static String registerDevices() {
    try {
      avdevice.avdevice_register_all();
      return null;
    } catch (LinkageError e) {
      Throwable fault = e.getCause() != null ? e.getCause() : e;
      return String.valueOf(fault.getMessage()).replaceFirst("^\\S*/", "");
    }
  }

  /** What keeps cameras from being used, if anything does. */
  static Optional<String> camerasFault() {
    return Optional.ofNullable(CAMERAS_FAULT);
  }

  /**
   * Makes sure that cameras can be used.
   *
   * @param name of the camera, for messages
   * @throws VideoException if a library that FFmpeg needs for it can't be loaded
   */
  static void requireCameras(String name) {
    if (CAMERAS_FAULT != null) {
      throw new VideoException(name, CAMERAS_FAULT, "the libraries that FFmpeg's cameras need");
    }
  }

  /** What FFmpeg asks during long waits; null ends them. */
  static AVIOInterruptCB.Callback_Pointer interrupt() {
    return INTERRUPT;
  }

  /** Begins a call of FFmpeg on this thread that may last so long. */
  static void allow(Duration limit) {
    FfmpegLog.begin();
    DEADLINE.set(System.nanoTime() + limit.toNanos());
  }

  /** Whether the time of {@link #allow} is over. */
  static boolean late() {
    return System.nanoTime() - DEADLINE.get() > 0;
  }

  /** Why a call failed: it took too long, or FFmpeg's words and what it logged about it. */
  static String reason(int error) {
    if (error == AVERROR_EXIT || late()) {
      return "no answer in time";
    }
    return FfmpegLog.reason(error);
  }
}
