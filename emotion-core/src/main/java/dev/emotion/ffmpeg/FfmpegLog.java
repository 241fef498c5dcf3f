package dev.emotion.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;

/**
 * FFmpeg's log is kept instead of printed, to become part of our one line. FFmpeg logs on the
 * thread that called it, so each thread has its own last line.
 */
public final class FfmpegLog {
  private static final int MAX_REASON_BYTES = 256;
  private static final ThreadLocal<String> LAST_LINE = new ThreadLocal<>();

  /** A native object that must live as long as FFmpeg may call it. */
  private static final LogCallback LOG =
      new LogCallback() {
        @Override
        public void call(int level, BytePointer line) {
          if (level <= AV_LOG_ERROR) {
            // Without the part that logs it and its address in memory.
            String text = line.getString().replaceFirst("^\\[[^]]*\\] ", "").strip();
            if (!text.isEmpty()) {
              LAST_LINE.set(text);
            }
          }
        }
      };

  static {
    av_log_set_level(AV_LOG_ERROR);
    setLogCallback(LOG);
  }

  private FfmpegLog() {}

  /** Keeps the log from now on, and forgets this thread's last line. */
  public static void begin() {
    LAST_LINE.remove();
  }

  /**
   * Why a call failed.
   *
   * @param error what it returned, below 0
   * @return FFmpeg's words and what it logged about it on this thread
   */
  public static String reason(int error) {
    byte[] text = new byte[MAX_REASON_BYTES];
    av_strerror(error, text, text.length);
    String words = new String(text, StandardCharsets.UTF_8).replaceFirst("\\x00[\\s\\S]*", "");
    String detail = detail();
    return detail.contains(words) ? words : words + detail;
  }

  /**
   * The last line that was logged on this thread.
   *
   * @return in brackets, behind a space; empty if there is none
   */
  public static String detail() {
    String line = LAST_LINE.get();
    return line == null ? "" : " (" + withoutSecrets(line) + ")";
  }

  /**
   * A text in which no address has a user's name and password any more, nor what follows a question
   * mark: cameras and shops take tokens there, under any name.
   *
   * @param text any
   * @return with addresses without their user part and query
   */
  public static String withoutSecrets(String text) {
    return text.replaceAll("//[^/\\s]*@", "//").replaceAll("(://[^\\s?#]*)[?#]\\S+", "$1?...");
  }
}
