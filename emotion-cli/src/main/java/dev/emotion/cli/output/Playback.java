package dev.emotion.cli.output;

import dev.emotion.track.AnalyzedFrame;
import dev.emotion.video.VideoInfo;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Plays frames in a {@link PreviewWindow}: those of a file at the video's own speed. */
public final class Playback implements AutoCloseable {
  /** A sleep is no longer, so that the keys work during a still of a minute. */
  private static final long MAX_SLEEP = TimeUnit.MILLISECONDS.toNanos(50);

  /** The rate that is shown is the mean over about this time. */
  private static final double RATE_NANOS = 1e9;

  private final PreviewWindow window;
  private final boolean paced;
  private final Optional<Duration> length;
  private final BooleanSupplier stop;
  private boolean begun;
  private long beginNanos;
  private long originNanos;
  private long lastNanos;
  private double meanInterval;

  /**
   * Opens the window.
   *
   * @param video what will be played
   * @param stop asked while a frame waits for its time; true ends the waiting
   * @param messages gets a line when a snapshot was saved or can't be
   */
  public Playback(VideoInfo video, BooleanSupplier stop, Consumer<String> messages) {
    this.window =
        new PreviewWindow("emotion: " + video.name(), video.width(), video.height(), messages);
    this.paced = !video.live();
    this.length = video.duration();
    this.stop = stop;
  }

  /**
   * Shows a frame when its time has come.
   *
   * @param frame with what is drawn on it
   * @return false if the user has closed the window
   */
  public boolean show(AnalyzedFrame frame) {
    long timeNanos = 1000 * frame.result().timeMicros();
    if (!begun) {
      beginNanos = timeNanos;
      originNanos = System.nanoTime() - timeNanos;
    }
    long pause = window.waitWhilePaused(stop);
    originNanos += pause;
    lastNanos += pause;
    if (paced) {
      waitUntil(originNanos + timeNanos);
    }
    measure();
    window.show(
        frame.width(),
        frame.height(),
        frame::copyTo,
        new PreviewWindow.Status(
            Duration.ofNanos(timeNanos),
            Duration.ofNanos(beginNanos),
            length,
            meanInterval == 0
                ? ""
                : String.format(Locale.ROOT, "%.1f frames/s", 1e9 / meanInterval)));
    return !window.closed();
  }

  /** A frame that is late is shown at once, and those after it keep their distance. */
  private void waitUntil(long due) {
    long wait = due - System.nanoTime();
    if (wait < 0) {
      originNanos -= wait;
    }
    while (wait > 0 && !window.closed() && !stop.getAsBoolean()) {
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(wait, MAX_SLEEP));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      wait = due - System.nanoTime();
    }
  }

  private void measure() {
    long now = System.nanoTime();
    if (begun) {
      double interval = now - lastNanos;
      double share = meanInterval == 0 ? 1 : Math.min(1, interval / RATE_NANOS);
      meanInterval += share * (interval - meanInterval);
    }
    begun = true;
    lastNanos = now;
  }

  /**
   * Whether the user has closed the window.
   *
   * @return true from then on
   */
  public boolean closed() {
    return window.closed();
  }

  @Override
  public void close() {
    window.close();
  }
}
