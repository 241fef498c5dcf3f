package dev.emotion.video;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOBUFFER;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.emotion.VideoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * An open container and the decoder of its best video stream. It gives decoded frames; their times
 * count from the container's start.
 */
final class MediaInput implements AutoCloseable {
  /** For opening and for the first frame together, and for each wait after that. */
  static final Duration PATIENCE = Duration.ofSeconds(7);

  private static final long MICROS = 1_000_000;

  /**
   * What an address may lead to, from playlists too: the network, and never the files of this
   * machine.
   */
  private static final String NETWORK_PROTOCOLS =
      "http,https,httpproxy,crypto,tcp,tls,udp,rtp,srtp,dtls,srt,"
          + "rtmp,rtmps,rtmpt,rtmpts,rtmpe,rtmpte,ffrtmphttp,ffrtmpcrypt";

  /** No protocol has this name: a local file may lead nowhere. */
  private static final String NO_PROTOCOLS = "none";

  private static final Set<String> LIVE_SCHEMES =
      Set.of(
          "rtsp", "rtsps", "rtp", "srtp", "udp", "tcp", "srt", "rtmp", "rtmps", "rtmpt", "rtmpe");

  private final String name;
  private final boolean live;
  private final AVFormatContext container;
  private final AVIOContext ownIo;
  private final AVStream video;
  private final AVRational timeBase;
  private final int audioIndex;
  private final AVCodecContext decoder;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private long originMicros;

  /** Kept from the start on, so that no beginning is missing, until nobody has asked for it. */
  private Optional<SoundTrack> sound;

  private boolean soundWanted;
  private long soundOffset;
  private AVFrame pending;
  private boolean drained;
  private long lastMicros = Long.MIN_VALUE;
  private int faults;
  private String firstFault = "";

  /** How to open a container. */
  private record Opening(
      String name,
      String url,
      String format,
      boolean live,
      boolean customIo,
      int flags,
      Map<String, String> options) {}

  private MediaInput(Opening opening) {
    this.name = opening.name();
    Ffmpeg.allow(PATIENCE);
    AVFormatContext context = avformat_alloc_context();
    context.interrupt_callback().callback(Ffmpeg.interrupt());
    context.flags(context.flags() | opening.flags());
    AVIOContext io = null;
    if (opening.customIo()) {
      io = new AVIOContext(null);
      int error = avio_open2(io, opening.url(), AVIO_FLAG_READ, null, (AVDictionary) null);
      if (error < 0) {
        avformat_close_input(context);
        throw unusable(error, null);
      }
      context.pb(io);
      context.flags(context.flags() | AVFMT_FLAG_CUSTOM_IO);
    }
    this.ownIo = io;
    this.container = context;
    open(opening);
    boolean complete = false;
    AVCodecContext codec = null;
    try {
      int error = avformat_find_stream_info(container, (AVDictionary) null);
      if (error < 0) {
        throw unusable(error, opening);
      }
      int videoIndex =
          av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
      this.audioIndex =
          av_find_best_stream(container, AVMEDIA_TYPE_AUDIO, -1, videoIndex, (AVCodec) null, 0);
      if (videoIndex < 0) {
        throw new VideoException(
            name, audioIndex < 0 ? "no video in it" : "sound without video", "a video");
      }
      this.video = container.streams(videoIndex);
      this.timeBase = video.time_base();
      this.live = opening.live() || !opening.customIo() && container.duration() == AV_NOPTS_VALUE;
      for (int i = 0; i < container.nb_streams(); i++) {
        if (i != videoIndex && i != audioIndex) {
          container.streams(i).discard(AVDISCARD_ALL);
        }
      }
      codec = openDecoder();
      this.decoder = codec;
      this.originMicros = container.start_time() == AV_NOPTS_VALUE ? 0 : container.start_time();
      this.sound = live ? Optional.empty() : newSound();
      complete = true;
    } finally {
      if (!complete) {
        avformat_close_input(container);
        closeIo();
      }
    }
    try {
      if (!decode()) {
        throw new VideoException(
            name, firstFault.isEmpty() ? "no frame in it" : firstFault, "a video with frames");
      }
      pending = frame;
      if (live) {
        // Joined somewhere in the middle: the first frame that can be shown is the start.
        originMicros += timeMicros();
        lastMicros = 0;
        sound = newSound();
      }
    } catch (VideoException e) {
      close();
      throw e;
    }
  }

  private void open(Opening opening) {
    AVInputFormat format = null;
    if (opening.format() != null) {
      format = av_find_input_format(opening.format());
    }
    AVDictionary options = new AVDictionary(null);
    opening.options().forEach((key, value) -> av_dict_set(options, key, value, 0));
    // On failure this frees the container, but not our own input.
    int error = avformat_open_input(container, opening.url(), format, options);
    av_dict_free(options);
    if (error < 0) {
      closeIo();
      throw unusable(error, opening);
    }
  }

  private AVCodecContext openDecoder() {
    AVCodec codec = avcodec_find_decoder(video.codecpar().codec_id());
    if (codec == null) {
      throw new VideoException(name, "a video codec that FFmpeg can't decode", "a common codec");
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, video.codecpar());
    context.pkt_timebase(timeBase);
    context.thread_count(0); // as many as there are cores
    if (live) {
      // Decoding several frames at once would show each some frames late.
      context.thread_type(AVCodecContext.FF_THREAD_SLICE);
    }
    int error = avcodec_open2(context, codec, (AVDictionary) null);
    if (error < 0) {
      avcodec_free_context(context);
      throw unusable(error, null);
    }
    return context;
  }

  static MediaInput file(Path path, double fps) {
    if (!Files.exists(path)) {
      throw new VideoException(path.toString(), "no such file", "a video file");
    }
    if (!Files.isRegularFile(path)) {
      throw new VideoException(path.toString(), "no regular file", "a video file");
    }
    if (!Files.isReadable(path)) {
      throw new VideoException(path.toString(), "not readable", "a video file");
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("protocol_whitelist", NO_PROTOCOLS);
    if (fps > 0) {
      options.put("framerate", Double.toString(fps));
    }
    return new MediaInput(
        new Opening(
            path.toString(), "file:" + path.toAbsolutePath(), null, false, true, 0, options));
  }

  static MediaInput stream(VideoSource.Stream source) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("protocol_whitelist", NETWORK_PROTOCOLS);
    boolean live = LIVE_SCHEMES.contains(source.scheme());
    if (source.scheme().startsWith("rtsp")) {
      options.put("rtsp_flags", "prefer_tcp");
    }
    return new MediaInput(
        new Opening(
            source.name(),
            source.url(),
            null,
            live,
            false,
            live ? AVFMT_FLAG_NOBUFFER : 0,
            options));
  }

  static MediaInput camera(VideoSource.Camera source) {
    Map<String, String> options = new LinkedHashMap<>();
    if (source.width() > 0) {
      options.put("video_size", source.width() + "x" + source.height());
    }
    if (source.fps() > 0) {
      options.put("framerate", Double.toString(source.fps()));
    }
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String format;
    String url;
    if (system.contains("mac")) {
      format = "avfoundation";
      url = source.index() + ":none";
    } else if (system.contains("win")) {
      format = "dshow";
      url = "video=" + source.index();
      options.put("video_device_number", Integer.toString(source.index()));
    } else {
      format = "video4linux2";
      url = "/dev/video" + source.index();
      if (!Files.exists(Path.of(url))) {
        throw new VideoException(source.name(), "no " + url, "a camera that is plugged in");
      }
    }
    return new MediaInput(
        new Opening(
            source.name(),
            url,
            format,
            true,
            false,
            AVFMT_FLAG_NOBUFFER | AVFMT_FLAG_NONBLOCK,
            options));
  }

  private VideoException unusable(int error, Opening opening) {
    String reason =
        Ffmpeg.late() ? "no answer within " + PATIENCE.toSeconds() + " s" : Ffmpeg.reason(error);
    return new VideoException(name, reason, "a video that FFmpeg can read");
  }

  boolean live() {
    return live;
  }

  /** How stored frames are turned upright. */
  DisplayMatrix displayMatrix() {
    AVPacketSideData data =
        av_packet_side_data_get(
            video.codecpar().coded_side_data(),
            video.codecpar().nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    return data == null || data.isNull() ? DisplayMatrix.UPRIGHT : DisplayMatrix.of(data.data());
  }

  /** Width of a pixel by its height. */
  double pixelAspect() {
    AVRational aspect = av_guess_sample_aspect_ratio(container, video, pending);
    return aspect.num() > 0 && aspect.den() > 0 ? (double) aspect.num() / aspect.den() : 1;
  }

  double fps() {
    AVRational rate = av_guess_frame_rate(container, video, null);
    return rate.num() > 0 && rate.den() > 0 ? (double) rate.num() / rate.den() : 25;
  }

  /** How long the container says its video is. */
  Optional<Duration> duration() {
    long micros;
    if (video.duration() != AV_NOPTS_VALUE && video.duration() > 0) {
      micros = video.duration() * MICROS * timeBase.num() / timeBase.den();
    } else if (container.duration() != AV_NOPTS_VALUE && container.duration() > 0) {
      micros = container.duration();
    } else {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(micros * 1000));
  }

  boolean hasAudio() {
    return audioIndex >= 0;
  }

  /** The first or current frame, without reading. */
  AVFrame current() {
    return frame;
  }

  /** Goes to the key frame before a time; where the format can't, stays where it is. */
  void seek(Duration start) {
    long target = originMicros + start.toNanos() / 1000;
    Ffmpeg.allow(PATIENCE);
    if (avformat_seek_file(container, -1, Long.MIN_VALUE, target, target, 0) >= 0) {
      avcodec_flush_buffers(decoder);
      av_frame_unref(frame);
      pending = null;
      drained = false;
      lastMicros = Long.MIN_VALUE;
      faults = 0;
    }
  }

  /**
   * The next frame in the order of showing.
   *
   * @return this object's own, until the next call; null at the end
   * @throws VideoException if a live source drops
   */
  AVFrame next() {
    if (pending != null) {
      pending = null;
      return frame;
    }
    Ffmpeg.allow(PATIENCE);
    return decode() ? frame : null;
  }

  /** When the current frame is shown: microseconds since the container's start, never backwards. */
  long timeMicros() {
    long stamp = frame.best_effort_timestamp();
    long micros;
    if (stamp == AV_NOPTS_VALUE) {
      micros = lastMicros == Long.MIN_VALUE ? 0 : lastMicros + Math.round(MICROS / fps());
    } else {
      micros = Math.round((double) stamp * timeBase.num() / timeBase.den() * MICROS) - originMicros;
    }
    lastMicros = Math.max(lastMicros, micros);
    return lastMicros;
  }

  private boolean decode() {
    while (true) {
      av_frame_unref(frame);
      int result = avcodec_receive_frame(decoder, frame);
      if (result >= 0) {
        if ((frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
          fault("a damaged frame");
        }
        return true;
      }
      if (result == AVERROR_EOF) {
        return false;
      }
      if (result != AVERROR_EAGAIN()) {
        fault(Ffmpeg.reason(result));
        if (drained) {
          return false;
        }
      }
      if (!drained) {
        readPacket();
      }
    }
  }

  /** Feeds the decoder; at the end asks it for what it still holds. */
  private void readPacket() {
    int result = av_read_frame(container, packet);
    if (result == AVERROR_EAGAIN()) {
      waitForCamera();
      return;
    }
    if (result < 0) {
      endOfPackets(result);
      drained = true;
      avcodec_send_packet(decoder, null);
      return;
    }
    if (packet.stream_index() == video.index()) {
      int sent = avcodec_send_packet(decoder, packet);
      if (sent < 0 && sent != AVERROR_EAGAIN() && sent != AVERROR_EOF) {
        fault(Ffmpeg.reason(sent));
      }
    } else if (packet.stream_index() == audioIndex) {
      AVRational base = container.streams(audioIndex).time_base();
      sound.ifPresent(track -> track.add(packet, base, soundOffset - originMicros));
    }
    av_packet_unref(packet);
  }

  private void endOfPackets(int result) {
    if (Thread.currentThread().isInterrupted() || result == AVERROR_EOF && !live) {
      return;
    }
    if (live) {
      String found =
          result == AVERROR_EOF
              ? "the stream ended"
              : Ffmpeg.late()
                  ? "nothing for " + PATIENCE.toSeconds() + " s"
                  : Ffmpeg.reason(result);
      throw new VideoException(name, found, "a stream that goes on");
    }
    fault(Ffmpeg.reason(result));
  }

  private void waitForCamera() {
    if (Ffmpeg.late()) {
      throw new VideoException(
          name, "no frame for " + PATIENCE.toSeconds() + " s", "a camera that gives frames");
    }
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      drained = true;
    }
  }

  private void fault(String reason) {
    faults++;
    if (firstFault.isEmpty()) {
      firstFault = reason;
    }
  }

  /** How many faults decoding met. */
  int faults() {
    return faults;
  }

  /** The first fault; empty where there is none. */
  String firstFault() {
    return firstFault;
  }

  private Optional<SoundTrack> newSound() {
    return audioIndex < 0
        ? Optional.empty()
        : Optional.of(new SoundTrack(container.streams(audioIndex).codecpar()));
  }

  /** See {@link FrameSource#sound}. */
  Optional<SoundTrack> sound() {
    soundWanted = true;
    return sound;
  }

  /** Goes on filling the track of the source that was open before, if the sound is of its kind. */
  void continueSound(Optional<SoundTrack> track, long offsetMicros) {
    Optional<SoundTrack> same =
        track.filter(
            t ->
                sound
                    .filter(s -> s.parameters().codec_id() == t.parameters().codec_id())
                    .isPresent());
    sound.ifPresent(SoundTrack::close);
    sound = same;
    soundWanted = true;
    soundOffset = offsetMicros;
  }

  /** From now on nobody will ask for the sound. */
  void readingBegins() {
    if (!soundWanted) {
      sound.ifPresent(SoundTrack::close);
      sound = Optional.empty();
      if (audioIndex >= 0) {
        container.streams(audioIndex).discard(AVDISCARD_ALL);
      }
    }
  }

  @Override
  public void close() {
    if (!soundWanted) {
      sound.ifPresent(SoundTrack::close);
    }
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(decoder);
    avformat_close_input(container);
    closeIo();
  }

  private void closeIo() {
    if (ownIo != null) {
      avio_closep(ownIo);
    }
  }
}
