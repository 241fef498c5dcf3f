package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What all calls of FFmpeg share: its log is kept instead of printed, its failures get words, and
 * waiting for a device or the network ends in time. FFmpeg calls back on the thread that called it,
 * so both are kept by thread.
 */
final class Ffmpeg {
  private static final int LONGEST_REASON = 256; // bytes
  private static final ThreadLocal<String> LAST_LINE = new ThreadLocal<>();
  private static final ThreadLocal<Long> DEADLINE = new ThreadLocal<>();

  /** Callbacks are native objects that must live as long as FFmpeg may call them. */
  private static final LogCallback LOG =
      new LogCallback() {
        @Override
        public void call(int level, BytePointer line) {
          if (level <= AV_LOG_ERROR) {
            LAST_LINE.set(line.getString().strip());
          }
        }
      };

  private static final AVIOInterruptCB.Callback_Pointer INTERRUPT =
      new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(Pointer unused) {
          Long deadline = DEADLINE.get();
          boolean late = deadline != null && System.nanoTime() - deadline > 0;
          return late || Thread.currentThread().isInterrupted() ? 1 : 0;
        }
      };

  static {
    av_log_set_level(AV_LOG_ERROR);
    setLogCallback(LOG);
    avdevice.avdevice_register_all();
  }

  private Ffmpeg() {}

  /** What FFmpeg asks during long waits; null ends them. */
  static AVIOInterruptCB.Callback_Pointer interrupt() {
    return INTERRUPT;
  }

  /** Begins a call of FFmpeg on this thread that may last so long. */
  static void allow(Duration limit) {
    LAST_LINE.remove();
    DEADLINE.set(System.nanoTime() + limit.toNanos());
  }

  /** Whether the time of {@link #allow} is over. */
  static boolean late() {
    return System.nanoTime() - DEADLINE.get() > 0;
  }

  /**
   * Why a call failed: FFmpeg's words for the code, and the last line it logged for this thread.
   */
  static String reason(int error) {
    String words;
    try (BytePointer text = new BytePointer(LONGEST_REASON)) {
      av_strerror(error, text, LONGEST_REASON);
      words = text.getString();
    }
    String line = LAST_LINE.get();
    return line == null || line.isEmpty() ? words : words + " (" + line + ")";
  }
}
