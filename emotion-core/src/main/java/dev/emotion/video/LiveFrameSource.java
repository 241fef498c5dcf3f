package dev.emotion.video;

import dev.emotion.VideoException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The frames of a camera or a live stream. Times count from its first frame; after a break they go
 * on by the clock.
 */
final class LiveFrameSource implements FrameSource {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(8);

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
  private boolean ended;
  private Optional<SoundTrack> sound = Optional.empty();
  private Optional<VideoException> lost = Optional.empty();

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
   * @param input closed by this object, also if this fails
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
    this.reconnect = reconnect;
    this.notices = notices;
    try {
      this.endMicros = duration.map(TimeUnit.MICROSECONDS::convert).orElse(Long.MAX_VALUE);
      this.converter = input.newConverter();
      this.info =
          new VideoInfo(name, converter.width(), converter.height(), input.fps(), duration, true);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  @Override
  public boolean read(VideoFrame into) {
    ended = ended || !next();
    if (ended) {
      return false;
    }
    converter.convert(input.frame(), into);
    into.stamp(count++, lastMicros);
    return true;
  }

  /** Goes to the next frame; false if there is none. */
  private boolean next() {
    if (count == 0) {
      input.readingBegins();
    }
    while (!input.next()) {
      if (Thread.currentThread().isInterrupted() || !goOn()) {
        return false;
      }
    }
    lastMicros = Math.max(lastMicros, input.timeMicros() + offsetMicros);
    return lastMicros < endMicros;
  }

  /** After the end of what is open: true if the source is back, false if that is the end. */
  private boolean goOn() {
    if (input.brokenOff().isEmpty() || (reconnect.isZero() && input.endedInOrder())) {
      return false;
    }
    String reason = input.brokenOff().get();
    long dropped = System.nanoTime();
    Duration time = shorter(reconnect, wantedFrom(dropped));
    if (!time.isZero()) {
      notices.accept(
          "dropped (" + reason + "); trying for " + time.toSeconds() + " s to get it back");
      if (reopen(dropped + TimeUnit.NANOSECONDS.convert(time))) {
        notices.accept(
            String.format(Locale.ROOT, "back after %.1f s", (System.nanoTime() - dropped) / 1e9));
        return true;
      }
    }
    if (!Thread.currentThread().isInterrupted()) {
      lost = Optional.of(new VideoException(name, reason, "a stream that goes on"));
    }
    return false;
  }

  /** How much of what is wanted lies behind a moment. */
  private Duration wantedFrom(long nanos) {
    long goneMicros = (nanos - openedNanos) / 1000;
    return Duration.of(Math.max(0, endMicros - goneMicros), ChronoUnit.MICROS);
  }

  /** Tries again with growing pauses; false if the time for it is over. */
  private boolean reopen(long giveUpNanos) {
    input.close(); // a camera opens once at a time
    for (Duration pause = FIRST_PAUSE;
        System.nanoTime() - giveUpNanos < 0;
        pause = shorter(pause.multipliedBy(2), MAX_PAUSE)) {
      Duration left = Duration.ofNanos(Math.max(0, giveUpNanos - System.nanoTime()));
      try {
        Thread.sleep(shorter(pause, left).toMillis());
        input = opener.get();
        offsetMicros = (System.nanoTime() - openedNanos) / 1000;
        input.continueSound(sound, offsetMicros);
        return true;
      } catch (VideoException e) {
        // Not yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  @Override
  public Optional<VideoException> damage() {
    return lost;
  }

  @Override
  public Optional<SoundTrack> sound() {
    sound = input.sound();
    return sound;
  }

  @Override
  public void close() {
    if (converter != null) { // as it is where it couldn't be made
      converter.close();
    }
    input.close();
  }
}
