package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.Frames;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * An open container and the decoder of its video: one decoded frame after the other, with times
 * that count from the video's start (of a live source: from the first frame that can be shown).
 */
final class MediaInput implements AutoCloseable {
  /** For opening together with the first frame, and for each frame after that. */
  static final Duration PATIENCE = Duration.ofSeconds(7);

  /** For telling a server that nobody is reading any more. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** Of a frame, coded and shown: a small file must not be able to ask for all the memory. */
  static final long MAX_PIXELS = 1L << 26;

  private static final int CAMERA_POLL_MS = 2;

  /** Stamps that fall further behind are of another clock; in microseconds. */
  private static final long MAX_BACKWARDS = 500_000;

  /** And those that are further ahead: no still is an hour long; in microseconds. */
  private static final long MAX_FORWARDS = 3_600_000_000L;

  private final String name;
  private final Container container;
  private final AVCodecContext decoder;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private long originMicros;

  /** Kept from the start, so that no beginning is missing, until nobody has asked for it. */
  private Optional<SoundTrack> sound = Optional.empty();

  private boolean soundWanted;
  private long soundOffset;
  private boolean atFirstFrame;
  private boolean drained;
  private boolean closed;
  private long firstNanos = System.nanoTime();
  private long timeMicros = Long.MIN_VALUE;
  private long readMicros;
  private int strayStamps;
  private Optional<String> brokenOff = Optional.empty();
  private boolean endedInOrder;
  private int faults;
  private long firstFaultMicros;

  /**
   * Opens a source and decodes its first frame.
   *
   * @throws VideoException if there is no such source, or no frame in it
   */
  MediaInput(InputOptions options) {
    this.name = options.name();
    Ffmpeg.allow(PATIENCE);
    AVCodecContext codec = null;
    Container opened = null;
    boolean complete = false;
    try {
      opened = new Container(options);
      this.container = opened;
      codec = openDecoder();
      this.decoder = codec;
      this.originMicros =
          options.timeBase() == TimeBase.FILE && !live()
              ? container.startMicros()
              : container.originMicros();
      if (!live()) {
        keepSound();
      }
      if (!decode()) {
        throw new VideoException(
            name,
            brokenOff.orElse(faults == 0 ? "no frame in it" : "no frame that can be decoded"),
            "a video with frames");
      }
      atFirstFrame = true;
      if (live()) {
        // Joined somewhere in the middle: the first frame that can be shown is the start.
        firstNanos = System.nanoTime();
        originMicros += timeMicros;
        timeMicros = 0;
        keepSound();
      }
      complete = true;
    } finally {
      if (!complete) {
        free(codec, opened);
      }
    }
  }

  private AVCodecContext openDecoder() {
    AVCodec codec = avcodec_find_decoder(container.videoParameters().codec_id());
    if (codec == null || codec.isNull()) {
      String coding = avcodec_get_name(container.videoParameters().codec_id()).getString();
      throw new VideoException(name, "video coded as " + coding, "a coding that FFmpeg can decode");
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, container.videoParameters());
    context.pkt_timebase(container.videoTimeBase());
    context.max_pixels(MAX_PIXELS);
    context.thread_count(0); // as many as there are cores
    if (live()) {
      // Decoding several frames at once would show each some frames late.
      context.thread_type(AVCodecContext.FF_THREAD_SLICE);
    }
    int error = avcodec_open2(context, codec, (AVDictionary) null);
    if (error < 0) {
      avcodec_free_context(context);
      throw new VideoException(name, Ffmpeg.reason(error), "a coding that FFmpeg can decode");
    }
    return context;
  }

  boolean live() {
    return container.live();
  }

  double fps() {
    return container.fps();
  }

  /** When the video ends, counted as its times are, as far as the container says so. */
  Optional<Duration> duration() {
    return container.endMicros().stream()
        .mapToObj(micros -> Duration.ofNanos((micros - originMicros) * 1000))
        .findFirst();
  }

  /** Up to where the container was read, sound and subtitles too, where its end is that of all. */
  long readMicros() {
    return readMicros;
  }

  /** What turns frames like the first one into images; the caller closes it. */
  FrameConverter newConverter() {
    return new FrameConverter(name, frame, container.pixelAspect(frame), container.displayMatrix());
  }

  /** Goes to the key frame before a time; stays where it is in a format without an index. */
  void seek(long startMicros) {
    Ffmpeg.allow(PATIENCE);
    if (duration().isPresent() && container.seek(originMicros + startMicros)) {
      avcodec_flush_buffers(decoder);
      atFirstFrame = false;
      drained = false;
      timeMicros = Long.MIN_VALUE;
      faults = 0;
    }
  }

  /**
   * Goes to the next frame in the order of showing.
   *
   * @return false at the end, when reading {@link #brokenOff}, and when the thread is interrupted
   */
  boolean next() {
    if (atFirstFrame) {
      atFirstFrame = false;
      return true;
    }
    Ffmpeg.allow(PATIENCE);
    return decode();
  }

  /** The frame that {@link #next} went to; overwritten by the next one. */
  AVFrame frame() {
    return frame;
  }

  /** When the frame is shown, in microseconds; never less than for the frame before. */
  long timeMicros() {
    return timeMicros;
  }

  private void setTime() {
    long stamp = frame.best_effort_timestamp();
    if (container.untimed()) {
      timeMicros = (System.nanoTime() - firstNanos) / 1000;
    } else if (timeMicros == Long.MIN_VALUE) {
      timeMicros = stamp == AV_NOPTS_VALUE ? 0 : container.toMicros(stamp) - originMicros;
    } else if (stamp == AV_NOPTS_VALUE) {
      timeMicros += frameMicros();
    } else {
      goOnTo(container.toMicros(stamp) - originMicros);
    }
  }

  /**
   * Files that were joined as they are begin their clocks anew, and a camera may set its clock:
   * time goes on by a frame then.
   */
  private void goOnTo(long stampMicros) {
    if (stampMicros >= timeMicros - MAX_BACKWARDS && stampMicros <= timeMicros + MAX_FORWARDS) {
      strayStamps = 0;
      timeMicros = Math.max(timeMicros, stampMicros);
      return;
    }
    timeMicros += frameMicros();
    strayStamps++;
    if (strayStamps > 1) { // one alone is a damaged stamp
      originMicros -= timeMicros - stampMicros;
      strayStamps = 0;
    }
  }

  /** How long the frame is shown. */
  long durationMicros() {
    return Math.max(container.toMicros(frame.duration()), frameMicros());
  }

  private long frameMicros() {
    return Math.round(Container.MICROS / fps());
  }

  private boolean decode() {
    while (true) {
      int result = avcodec_receive_frame(decoder, frame);
      if (result >= 0) {
        if (Frames.isDamaged(frame)) {
          fault();
        }
        setTime();
        return true;
      }
      if (result == AVERROR_EOF) {
        endSound();
        return false;
      }
      if (result != AVERROR_EAGAIN()) {
        fault();
        if (drained) {
          return false;
        }
      }
      readPacket();
    }
  }

  /** Feeds the decoder; at the end asks it for the frames that it still holds. */
  private void readPacket() {
    int result = container.read(packet);
    if (result == AVERROR_EAGAIN()) {
      waitForCamera();
    } else if (result < 0) {
      endOfPackets(result);
      drain();
    } else {
      use();
    }
    av_packet_unref(packet);
  }

  /** The packet that was read. */
  private void use() {
    container
        .endMicros(packet)
        .ifPresent(micros -> readMicros = Math.max(readMicros, micros - originMicros));
    if (container.isVideo(packet)) {
      int sent = avcodec_send_packet(decoder, packet);
      if (sent < 0 && sent != AVERROR_EAGAIN() && sent != AVERROR_EOF) {
        fault();
      }
    } else if (container.isAudio(packet)) {
      sound.ifPresent(
          track -> track.add(packet, container.audioTimeBase(), soundOffset - originMicros));
    }
  }

  private void drain() {
    drained = true;
    avcodec_send_packet(decoder, null);
  }

  private void endOfPackets(int result) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    if (result != AVERROR_EOF) {
      brokenOff = Optional.of(Ffmpeg.reason(result));
    } else if (container.endless()) {
      brokenOff = Optional.of("it ended");
      endedInOrder = true;
    }
  }

  private void waitForCamera() {
    if (Ffmpeg.late()) {
      brokenOff = Optional.of("no frame for " + PATIENCE.toSeconds() + " s");
      drain();
      return;
    }
    try {
      Thread.sleep(CAMERA_POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      drain();
    }
  }

  private void fault() {
    if (faults++ == 0) {
      firstFaultMicros = Math.max(0, timeMicros);
    }
  }

  /** Why reading ended before the end, where it did. */
  Optional<String> brokenOff() {
    return brokenOff;
  }

  /** Whether an endless source took its leave, rather than being lost. */
  boolean endedInOrder() {
    return endedInOrder;
  }

  /** How many faults decoding met. */
  int faults() {
    return faults;
  }

  /** When the first fault was met, within some frames. */
  long firstFaultMicros() {
    return firstFaultMicros;
  }

  private void keepSound() {
    sound = container.audioParameters().map(SoundTrack::new);
  }

  /** See {@link FrameSource#sound}. */
  Optional<SoundTrack> sound() {
    soundWanted = true;
    return sound;
  }

  /** Tells the sound that the frame before was the last one. */
  private void endSound() {
    sound.ifPresent(track -> track.end(timeMicros));
  }

  /** Goes on filling the track of the source that was open before, if the sound is of its kind. */
  void continueSound(Optional<SoundTrack> track, long offsetMicros) {
    Optional<SoundTrack> fresh = sound;
    sound = track.filter(t -> fresh.filter(t::sameCoding).isPresent());
    fresh.ifPresent(SoundTrack::close);
    soundWanted = true;
    soundOffset = offsetMicros;
  }

  /** From now on nobody will ask for the sound. */
  void readingBegins() {
    if (!soundWanted) {
      sound.ifPresent(SoundTrack::close);
      sound = Optional.empty();
      container.discardAudio();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Ffmpeg.allow(GOODBYE);
      free(decoder, container);
    }
  }

  private void free(AVCodecContext codec, Container opened) {
    if (!soundWanted) {
      sound.ifPresent(SoundTrack::close);
    }
    av_packet_free(packet);
    av_frame_free(frame);
    if (codec != null) {
      avcodec_free_context(codec);
    }
    if (opened != null) {
      opened.close();
    }
  }
}
