package dev.emotion.video;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.FfmpegLog;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;

/** An open container (file, stream or device), its best video stream and the sound beside it. */
final class Container implements AutoCloseable {
  static final double MICROS = 1e6; // in a second

  private static final double USUAL_FPS = 25;
  private static final double MAX_FPS = 1000;
  private static final int MAX_PROBE = 1 << 20; // bytes

  /** Formats of files that only say where the video is; reading them would open other files. */
  private static final Set<String> PLAYLISTS =
      Set.of("hls", "applehttp", "dash", "concat", "sdp", "imf", "rtsp", "ffmetadata");

  private final String name;
  private final String expected;
  private final boolean declaredLive;
  private final boolean live;
  private final AVIOContext ownInput = new AVIOContext(null);
  private final AVFormatContext context = avformat_alloc_context();
  private final AVStream video;
  private final AVRational timeBase;
  private final Optional<AVStream> audio;
  private final double fps;

  /**
   * Whether the video says how long it is. Matroska and FLV say how long all that is in them is:
   * then all streams are read, to know whether that is all there.
   */
  private final boolean ownDuration;

  /** Opens it; {@link Ffmpeg#allow} limits how long that takes. */
  Container(InputOptions options) {
    this.name = options.name();
    this.expected = options.expected();
    this.declaredLive = options.live();
    context.interrupt_callback().callback(Ffmpeg.interrupt());
    context.flags(context.flags() | options.flags());
    boolean complete = false;
    try {
      AVInputFormat format = options.file() ? openFile(options) : device(options);
      open(options, format);
      check(avformat_find_stream_info(context, (AVDictionary) null));
      this.video = findVideo();
      this.timeBase = video.time_base();
      this.audio = findAudio();
      this.live = declaredLive || (!options.file() && context.duration() == AV_NOPTS_VALUE);
      this.fps = findFps();
      this.ownDuration = video.duration() != AV_NOPTS_VALUE && video.duration() > 0;
      for (int i = 0; ownDuration && i < context.nb_streams(); i++) {
        if (i != video.index() && (audio.isEmpty() || i != audio.get().index())) {
          context.streams(i).discard(AVDISCARD_ALL);
        }
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private static AVInputFormat device(InputOptions options) {
    return options.format().isEmpty() ? null : av_find_input_format(options.format());
  }

  /**
   * Opens a file here rather than in FFmpeg's format, which then may open nothing at all: a video
   * can't make it read other files or the network.
   */
  private AVInputFormat openFile(InputOptions options) {
    check(avio_open2(ownInput, options.url(), AVIO_FLAG_READ, null, (AVDictionary) null));
    context.pb(ownInput);
    context.flags(context.flags() | AVFMT_FLAG_CUSTOM_IO);
    AVInputFormat format = new AVInputFormat((Pointer) null);
    check(av_probe_input_buffer2(ownInput, format, options.url(), (Pointer) null, 0, MAX_PROBE));
    String kind = format.name().getString();
    if (kind.equals("tty")) {
      throw new VideoException(name, "a text", "a video file");
    }
    if (kind.endsWith("_pipe") || kind.equals("image2")) { // a row of JPEGs is "mjpeg"
      throw new VideoException(name, "a single image", "a video ('emotion predict' reads images)");
    }
    if (PLAYLISTS.contains(kind.split(",", 2)[0])) {
      throw new VideoException(
          name, "a playlist (" + kind + "), which leads elsewhere", "the video itself");
    }
    return format;
  }

  private void open(InputOptions options, AVInputFormat format) {
    AVDictionary dictionary = new AVDictionary(null);
    for (Map.Entry<String, String> option : options.options().entrySet()) {
      av_dict_set(dictionary, option.getKey(), option.getValue(), 0);
    }
    int error = avformat_open_input(context, options.url(), format, dictionary);
    av_dict_free(dictionary);
    if (error < 0) {
      context.setNull(); // FFmpeg has freed it
      check(error);
    }
  }

  private AVStream findVideo() {
    int index = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
    boolean image =
        index >= 0 && (context.streams(index).disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (index < 0 || image) {
      boolean sound =
          av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0) >= 0;
      throw new VideoException(name, sound ? "sound without video" : "no video in it", "a video");
    }
    return context.streams(index);
  }

  private Optional<AVStream> findAudio() {
    int index =
        av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, video.index(), (AVCodec) null, 0);
    return index < 0 ? Optional.empty() : Optional.of(context.streams(index));
  }

  private double findFps() {
    AVRational rate = av_guess_frame_rate(context, video, null);
    double found = rate.den() > 0 ? (double) rate.num() / rate.den() : 0;
    return found > 0 && found <= MAX_FPS ? found : USUAL_FPS;
  }

  private void check(int error) {
    if (error < 0) {
      String found =
          error == AVERROR_INVALIDDATA && !Ffmpeg.late()
              ? "not a video, or a broken one" + FfmpegLog.detail()
              : Ffmpeg.reason(error);
      throw new VideoException(name, found, expected);
    }
  }

  boolean live() {
    return live;
  }

  /** Whether it goes on for ever, unless something is wrong: its end is a fault. */
  boolean endless() {
    return live && (declaredLive || isMultipart()) && context.duration() == AV_NOPTS_VALUE;
  }

  /** Whether it is live and says nothing of times, as many network cameras. */
  boolean untimed() {
    return live
        && (declaredLive || isMultipart())
        && (context.iformat().flags() & AVFMT_NOTIMESTAMPS) != 0;
  }

  /** JPEG after JPEG over HTTP, the way of network cameras. */
  private boolean isMultipart() {
    return context.iformat().name().getString().equals("mpjpeg");
  }

  /** The mean number of frames a second. */
  double fps() {
    return fps;
  }

  AVCodecParameters videoParameters() {
    return video.codecpar();
  }

  AVRational videoTimeBase() {
    return timeBase;
  }

  Optional<AVCodecParameters> audioParameters() {
    return audio.map(AVStream::codecpar);
  }

  AVRational audioTimeBase() {
    return audio.orElseThrow().time_base();
  }

  void discardAudio() {
    if (ownDuration) {
      audio.ifPresent(stream -> stream.discard(AVDISCARD_ALL));
    }
  }

  /** When the video begins, by the stamps of the container, in microseconds. */
  long originMicros() {
    if (video.start_time() != AV_NOPTS_VALUE) {
      return toMicros(video.start_time());
    }
    return context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time();
  }

  /** When anything in it begins, likewise. */
  long startMicros() {
    return context.start_time() == AV_NOPTS_VALUE ? originMicros() : context.start_time();
  }

  /**
   * When the video ends, as far as the container says so, by its stamps; the end of all that is in
   * it where the video doesn't say its own.
   */
  OptionalLong endMicros() {
    if (ownDuration) {
      return OptionalLong.of(originMicros() + toMicros(video.duration()));
    }
    long all = context.duration();
    if (all == AV_NOPTS_VALUE || all <= 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(all > originMicros() ? all : originMicros() + all);
  }

  /** When a packet ends, by its stamps, where {@link #endMicros()} is the end of all packets. */
  OptionalLong endMicros(AVPacket packet) {
    AVRational base = context.streams(packet.stream_index()).time_base();
    return ownDuration || packet.pts() == AV_NOPTS_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(toMicros(packet.pts() + packet.duration(), base));
  }

  /** A stamp of the video stream in microseconds. */
  long toMicros(long stamp) {
    return toMicros(stamp, timeBase);
  }

  /** A stamp in microseconds. */
  static long toMicros(long stamp, AVRational base) {
    return Math.round((double) stamp * base.num() / base.den() * MICROS);
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
  double pixelAspect(AVFrame frame) {
    AVRational aspect = av_guess_sample_aspect_ratio(context, video, frame);
    return aspect.num() > 0 && aspect.den() > 0 ? (double) aspect.num() / aspect.den() : 1;
  }

  /** Goes to the key frame at or before a time; false if the format can't. */
  boolean seek(long micros) {
    return avformat_seek_file(context, -1, Long.MIN_VALUE, micros, micros, 0) >= 0;
  }

  /** Reads a packet of the video or its sound; FFmpeg's status. */
  int read(AVPacket packet) {
    return av_read_frame(context, packet);
  }

  boolean isVideo(AVPacket packet) {
    return packet.stream_index() == video.index();
  }

  boolean isAudio(AVPacket packet) {
    return audio.isPresent() && packet.stream_index() == audio.get().index();
  }

  @Override
  public void close() {
    if (!context.isNull()) {
      if (context.iformat() == null || context.iformat().isNull()) {
        avformat_free_context(context);
      } else {
        avformat_close_input(context);
      }
    }
    if (!ownInput.isNull()) {
      avio_closep(ownInput);
    }
  }
}
