package dev.emotion.video;

import dev.emotion.VideoException;
import dev.emotion.text.Words;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The frames of a file, or of an address that is read like one. */
final class RecordedFrameSource implements FrameSource {
  /** How much earlier than promised a whole file may end. */
  private static final double TOLERANCE_SECONDS = 0.5;

  private final MediaInput input;
  private final FrameConverter converter;
  private final VideoInfo info;
  private final long startMicros;
  private final long endMicros;
  private final Optional<Duration> promised;
  private long count;
  private boolean reachedEnd;
  private long lastEndMicros;

  /**
   * Goes to the start and finds the first frame.
   *
   * @param input closed by this object, also if this fails
   */
  RecordedFrameSource(String name, MediaInput input, Duration start, Optional<Duration> duration) {
    this.input = input;
    try {
      this.startMicros = TimeUnit.MICROSECONDS.convert(start);
      this.endMicros = duration.map(d -> end(startMicros, d)).orElse(Long.MAX_VALUE);
      this.promised = input.duration();
      this.converter = input.newConverter();
      Optional<Duration> rest =
          promised.map(p -> p.minus(start)).map(r -> r.isNegative() ? Duration.ZERO : r);
      if (duration.isPresent()) {
        rest =
            rest.map(r -> r.compareTo(duration.get()) < 0 ? r : duration.get()).or(() -> duration);
      }
      this.info =
          new VideoInfo(name, converter.width(), converter.height(), input.fps(), rest, false);
      skipToStart(start);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static long end(long startMicros, Duration duration) {
    long end = startMicros + TimeUnit.MICROSECONDS.convert(duration);
    return end < 0 ? Long.MAX_VALUE : end;
  }

  private void skipToStart(Duration start) {
    if (!start.isZero()) {
      input.seek(startMicros);
    }
    do {
      if (!input.next()) {
        throw new VideoException(
            info.name(),
            input
                .brokenOff()
                .map(reason -> "reading broke off before the start: " + reason)
                .orElseGet(this::endsBefore),
            "a start inside the video");
      }
    } while (input.timeMicros() < startMicros);
  }

  private String endsBefore() {
    return String.format(
        Locale.ROOT,
        "it ends before %.1f s%s",
        startMicros / 1e6,
        promised
            .map(p -> String.format(Locale.ROOT, " (at %.1f s)", p.toMillis() / 1000.0))
            .orElse(""));
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  @Override
  public boolean read(VideoFrame into) {
    if (count == 0) {
      input.readingBegins();
    } else if (!input.next()) {
      reachedEnd = !Thread.currentThread().isInterrupted();
      return false;
    }
    long time = input.timeMicros();
    if (count > 0 && time >= endMicros) { // the first in any case: some frame is what was asked for
      return false;
    }
    lastEndMicros = time + input.durationMicros();
    converter.convert(input.frame(), into);
    into.stamp(count++, time);
    return true;
  }

  @Override
  public Optional<VideoException> damage() {
    String found = null;
    if (input.brokenOff().isPresent()) {
      found =
          String.format(
              Locale.ROOT,
              "reading broke off at %.1f s: %s",
              lastEndMicros / 1e6,
              input.brokenOff().get());
    } else if (reachedEnd && endsEarly()) {
      found =
          String.format(
              Locale.ROOT,
              "it ends at %.1f s of %.1f s",
              lastEndMicros / 1e6,
              promised.orElseThrow().toMillis() / 1000.0);
    } else if (input.faults() > 0) {
      found =
          String.format(
              Locale.ROOT,
              "damaged in %s, the first near %.1f s",
              Words.count(input.faults(), "place"),
              input.firstFaultMicros() / 1e6);
    }
    return Optional.ofNullable(found)
        .map(text -> new VideoException(info.name(), text, "a whole video"));
  }

  private boolean endsEarly() {
    double ended = Math.max(lastEndMicros, input.readMicros()) / 1e6 + TOLERANCE_SECONDS;
    return promised.filter(p -> ended < p.toMillis() / 1000.0).isPresent();
  }

  @Override
  public Optional<SoundTrack> sound() {
    return input.sound();
  }

  @Override
  public void close() {
    if (converter != null) { // as it is where it couldn't be made
      converter.close();
    }
    input.close();
  }
}
