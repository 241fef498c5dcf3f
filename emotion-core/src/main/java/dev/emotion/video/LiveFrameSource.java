package dev.emotion.video;

import dev.emotion.VideoException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The frames of a camera or a live stream. Times count from its first frame; after a break they go
 * on by the clock.
 */
final class LiveFrameSource implements FrameSource {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  private final String name;
  private final Supplier<MediaInput> opener;
  private final long endMicros;
  private final Duration reconnect;
  private final Consumer<String> notices;
  private final FrameConverter converter;
  private final VideoInfo info;
  private final long openedNanos = System.nanoTime();
  private MediaInput input;
  private long offsetMicros;
  private long lastMicros;
  private long count;
  private Optional<SoundTrack> sound = Optional.empty();

  /** Opens the source. */
  LiveFrameSource(
      String name,
      Supplier<MediaInput> opener,
      Optional<Duration> duration,
      Duration reconnect,
      Consumer<String> notices) {
    this(name, opener.get(), opener, duration, reconnect, notices);
  }

  /**
   * Over a source that is open.
   *
   * @param input closed by this object
   * @param opener opens it anew
   */
  LiveFrameSource(
      String name,
      MediaInput input,
      Supplier<MediaInput> opener,
      Optional<Duration> duration,
      Duration reconnect,
      Consumer<String> notices) {
    this.name = name;
    this.input = input;
    this.opener = opener;
    this.endMicros = duration.map(d -> d.toNanos() / 1000).orElse(Long.MAX_VALUE);
    this.reconnect = reconnect;
    this.notices = notices;
    this.converter =
        new FrameConverter(input.current(), input.pixelAspect(), input.displayMatrix());
    this.info =
        new VideoInfo(
            name,
            converter.width(),
            converter.height(),
            input.fps(),
            duration,
            true,
            input.hasAudio());
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  @Override
  public boolean read(VideoFrame into) {
    if (count == 0 && input != null) {
      input.readingBegins();
    }
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (input == null || input.next() == null) {
          return false;
        }
        lastMicros = Math.max(lastMicros, input.timeMicros() + offsetMicros);
        if (lastMicros >= endMicros) {
          return false;
        }
        converter.convert(input.current(), into);
        into.stamp(count++, lastMicros);
        return true;
      } catch (VideoException e) {
        if (reconnect.isZero() || !reopen(e)) {
          throw e;
        }
      }
    }
    return false;
  }

  /** Tries again with growing pauses; false if the time for it is over. */
  private boolean reopen(VideoException dropped) {
    long giveUp = System.nanoTime() + reconnect.toNanos();
    notices.accept(dropped.getMessage() + "; trying again for " + reconnect.toSeconds() + " s");
    input.close();
    input = null;
    for (Duration pause = FIRST_PAUSE;
        System.nanoTime() - giveUp < 0;
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE)) {
      try {
        Thread.sleep(
            shorter(pause, Duration.ofNanos(Math.max(0, giveUp - System.nanoTime()))).toMillis());
        input = opener.get();
        offsetMicros = (System.nanoTime() - openedNanos) / 1000;
        input.continueSound(sound, offsetMicros);
        notices.accept(name + ": it is back");
        return true;
      } catch (VideoException e) {
        continue; // not yet
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true; // ends the reading
      }
    }
    return false;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  @Override
  public Optional<VideoException> damage() {
    return Optional.empty();
  }

  @Override
  public Optional<SoundTrack> sound() {
    sound = input.sound();
    return sound;
  }

  @Override
  public void close() {
    converter.close();
    if (input != null) {
      input.close();
    }
  }
}
