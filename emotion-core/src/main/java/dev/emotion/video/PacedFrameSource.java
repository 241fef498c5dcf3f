package dev.emotion.video;

import dev.emotion.VideoException;
import java.util.Optional;

/** A file at its own speed, as a camera would give it. */
final class PacedFrameSource implements FrameSource {
  private final FrameSource file;
  private final VideoInfo info;
  private long startNanos;
  private long startMicros = -1;

  PacedFrameSource(FrameSource file) {
    this.file = file;
    VideoInfo of = file.info();
    this.info = new VideoInfo(of.name(), of.width(), of.height(), of.fps(), of.duration(), true);
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  @Override
  public boolean read(VideoFrame into) {
    if (!file.read(into)) {
      return false;
    }
    if (startMicros < 0) {
      startMicros = into.timeMicros();
      startNanos = System.nanoTime();
    }
    long due = startNanos + (into.timeMicros() - startMicros) * 1000;
    long wait = due - System.nanoTime();
    if (wait > 0) {
      try {
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<VideoException> damage() {
    return file.damage();
  }

  @Override
  public Optional<SoundTrack> sound() {
    return file.sound();
  }

  @Override
  public void close() {
    file.close();
  }
}
