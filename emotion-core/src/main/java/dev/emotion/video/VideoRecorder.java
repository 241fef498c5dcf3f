package dev.emotion.video;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_FLUSH_PACKETS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_d2q;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2YUV_I420;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.FfmpegLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Records frames as H.264 in an MP4 file, each at its own time, with the source's sound as it is.
 *
 * <p>The file is written in pieces of a second, each of which can be played without the rest. So a
 * process that is killed leaves all but its last second; closing makes an ordinary MP4 of it.
 */
public final class VideoRecorder implements FrameSink {
  {
    FfmpegLibraries.VIDEO.require(); // before the fields below
  }

  private static final int CLOCK = 90_000; // ticks a second: exact for the usual rates
  private static final String PIECE_MICROS = "1000000";
  private static final int MIN_SIDE = 16;

  /** The limits of OpenH264 (level 5.2). */
  private static final int MAX_SIDE = 3840;

  private static final int MAX_AREA = 3840 * 2160;
  private static final double BITS_A_PIXEL = 0.12;
  private static final int MIN_BITS = 200_000;

  /** For a step of writing. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Path file;
  private final String name;
  private final Optional<SoundTrack> sound;
  private final AVFormatContext container = new AVFormatContext(null);
  private final AVIOContext output = new AVIOContext(null);
  private final AVCodecContext encoder;
  private final AVStream video;
  private final AVStream audio;
  private final AVRational ticks = rational(1, CLOCK);
  private final AVRational micros = rational(1, 1_000_000);
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final Mat yuv = new Mat();
  private final Mat scaled = new Mat();
  private final long frameMicros;
  private long firstMicros = Long.MIN_VALUE;
  private long lastTick = -1;
  private long lastMicros;
  private long lastSoundMicros = Long.MIN_VALUE;
  private boolean closed;

  /**
   * Begins a file.
   *
   * @param file to write; replaced where it exists
   * @param source whose frames will come: its size and rate
   * @param sound to add; it is closed with this recorder. See {@link #canKeep} for its codec
   * @throws VideoException if the file can't be written
   */
  public VideoRecorder(Path file, VideoInfo source, Optional<SoundTrack> sound) {
    this.file = file;
    this.name = file.toString();
    this.sound = sound;
    this.frameMicros = Math.round(1e6 / source.fps());
    boolean complete = false;
    AVCodecContext codec = null;
    try {
      Ffmpeg.allow(MediaInput.PATIENCE);
      check(avformat_alloc_output_context2(container, (AVOutputFormat) null, "mp4", null));
      codec = openEncoder(source);
      this.encoder = codec;
      this.video = avformat_new_stream(container, null);
      video.time_base(ticks);
      video.avg_frame_rate(codec.framerate());
      check(avcodec_parameters_from_context(video.codecpar(), codec));
      this.audio = sound.map(this::addSound).orElse(null);
      check(
          avio_open2(
              output, "file:" + file.toAbsolutePath(), AVIO_FLAG_WRITE, null, (AVDictionary) null));
      container.pb(output);
      container.flags(container.flags() | AVFMT_FLAG_FLUSH_PACKETS); // a kill loses no buffer
      AVDictionary options = new AVDictionary(null);
      av_dict_set(options, "movflags", "hybrid_fragmented+frag_keyframe", 0);
      av_dict_set(options, "frag_duration", PIECE_MICROS, 0);
      int error = avformat_write_header(container, options);
      av_dict_free(options);
      check(error);
      complete = true;
    } finally {
      if (!complete) {
        boolean begun = !output.isNull();
        release(codec);
        if (begun) {
          delete();
        }
      }
    }
  }

  /** A file without a frame plays nowhere. */
  private void delete() {
    try {
      if (Files.isRegularFile(file)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // Where something went wrong, that is the fault to tell.
    }
  }

  private AVCodecContext openEncoder(VideoInfo source) {
    AVCodec codec = avcodec_find_encoder_by_name("libopenh264");
    if (codec == null) {
      throw new VideoException(name, "FFmpeg without OpenH264", "FFmpeg with it");
    }
    double shrink =
        Math.min(
            1,
            Math.min(
                (double) MAX_SIDE / Math.max(source.width(), source.height()),
                Math.sqrt((double) MAX_AREA / source.width() / source.height())));
    // Even sides: colour has half the resolution.
    int width = even(source.width() * shrink);
    int height = even(source.height() * shrink);
    if (Math.min(width, height) < MIN_SIDE) {
      throw new VideoException(
          name,
          "frames of " + source.width() + " x " + source.height(),
          "at least " + MIN_SIDE + " pixels a side for a recording");
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    context.width(width);
    context.height(height);
    context.pix_fmt(AV_PIX_FMT_YUV420P);
    context.color_range(AVCOL_RANGE_MPEG);
    context.colorspace(AVCOL_SPC_SMPTE170M);
    context.color_primaries(AVCOL_PRI_SMPTE170M);
    context.color_trc(AVCOL_TRC_SMPTE170M);
    context.time_base(ticks);
    context.framerate(av_d2q(source.fps(), CLOCK));
    context.gop_size(Math.max(1, (int) Math.round(source.fps())));
    context.bit_rate(Math.max(MIN_BITS, Math.round(BITS_A_PIXEL * width * height * source.fps())));
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    int error = avcodec_open2(context, codec, (AVDictionary) null);
    if (error < 0) {
      avcodec_free_context(context);
      check(error);
    }
    return context;
  }

  private static int even(double side) {
    return (int) side & ~1;
  }

  private AVStream addSound(SoundTrack track) {
    AVStream stream = avformat_new_stream(container, null);
    check(avcodec_parameters_copy(stream.codecpar(), track.parameters()));
    stream.codecpar().codec_tag(0); // its mark in another container means nothing here
    stream.time_base(rational(1, Math.max(1, track.parameters().sample_rate())));
    return stream;
  }

  /**
   * Whether an MP4 file can hold a sound as it is.
   *
   * @param sound of a source
   * @return false for codecs that MP4 doesn't know
   */
  public static boolean canKeep(SoundTrack sound) {
    AVFormatContext probe = new AVFormatContext(null);
    avformat_alloc_output_context2(probe, (AVOutputFormat) null, "mp4", null);
    boolean known = avformat_query_codec(probe.oformat(), sound.parameters().codec_id(), 0) == 1;
    avformat_free_context(probe);
    return known;
  }

  @Override
  public void write(Mat image, long timeMicros) {
    if (image.type() != CV_8UC3) {
      throw new IllegalArgumentException("OpenCV type " + image.type() + ", expected CV_8UC3");
    }
    if (firstMicros == Long.MIN_VALUE) {
      firstMicros = timeMicros;
    }
    long tick = Math.round((timeMicros - firstMicros) * (CLOCK / 1e6));
    if (tick <= lastTick) {
      return;
    }
    lastTick = tick;
    lastMicros = timeMicros;
    toYuv(image);
    frame.format(AV_PIX_FMT_YUV420P);
    frame.width(encoder.width());
    frame.height(encoder.height());
    frame.pts(tick);
    BytePointer data = yuv.data();
    long area = (long) encoder.width() * encoder.height();
    frame.data(0, data);
    frame.data(1, data.getPointer(area));
    frame.data(2, data.getPointer(area + area / 4));
    frame.linesize(0, encoder.width());
    frame.linesize(1, encoder.width() / 2);
    frame.linesize(2, encoder.width() / 2);
    Ffmpeg.allow(TIMEOUT);
    check(avcodec_send_frame(encoder, frame));
    writePackets();
    writeSound(timeMicros);
  }

  /** BGR to planes of Y, U and V (BT.601, as the stream says), cut or scaled to the recording. */
  private void toYuv(Mat image) {
    int width = encoder.width();
    int height = encoder.height();
    if (image.cols() - width <= 1 && image.rows() - height <= 1) {
      try (Rect rect = new Rect(0, 0, width, height);
          Mat part = new Mat(image, rect)) {
        cvtColor(part, yuv, COLOR_BGR2YUV_I420);
      }
    } else {
      try (Size size = new Size(width, height)) {
        resize(image, scaled, size, 0, 0, INTER_AREA);
      }
      cvtColor(scaled, yuv, COLOR_BGR2YUV_I420);
    }
  }

  private void writePackets() {
    while (avcodec_receive_packet(encoder, packet) >= 0) {
      packet.stream_index(video.index());
      packet.duration(Math.round(frameMicros * (CLOCK / 1e6)));
      av_packet_rescale_ts(packet, ticks, video.time_base());
      write(packet);
    }
  }

  private void writeSound(long untilMicros) {
    if (audio == null) {
      return;
    }
    for (SoundTrack.Packet next = sound.get().takeBefore(untilMicros);
        next != null;
        next = sound.get().takeBefore(untilMicros)) {
      // Sound from before the first frame is left out; after a break, times may jump back.
      if (next.timeMicros() >= firstMicros && next.timeMicros() > lastSoundMicros) {
        lastSoundMicros = next.timeMicros();
        AVPacket data = next.data();
        long stamp = av_rescale_q(next.timeMicros() - firstMicros, micros, audio.time_base());
        data.pts(stamp);
        data.dts(stamp);
        data.duration(0);
        data.stream_index(audio.index());
        write(data);
      }
      next.close();
    }
  }

  /** Hands a packet on; its data are the container's then. */
  private void write(AVPacket data) {
    Ffmpeg.allow(TIMEOUT);
    check(av_interleaved_write_frame(container, data));
  }

  private void check(int error) {
    if (error < 0) {
      throw new VideoException(
          name, "can't be written: " + Ffmpeg.reason(error), "a file to record to");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Ffmpeg.allow(TIMEOUT);
    try {
      if (firstMicros != Long.MIN_VALUE) {
        avcodec_send_frame(encoder, null);
        writePackets();
        boolean wholeSource = sound.isPresent() && sound.get().endsWith(lastMicros);
        writeSound(wholeSource ? Long.MAX_VALUE : lastMicros + frameMicros);
      }
      check(av_write_trailer(container));
    } finally {
      release(encoder);
      if (firstMicros == Long.MIN_VALUE) {
        delete();
      }
    }
  }

  private void release(AVCodecContext codec) {
    if (!output.isNull()) {
      avio_closep(output);
    }
    avformat_free_context(container);
    if (codec != null) {
      avcodec_free_context(codec);
    }
    av_packet_free(packet);
    // Its planes are the image's memory, which FFmpeg must not free.
    av_frame_free(frame);
    yuv.close();
    scaled.close();
    ticks.close();
    micros.close();
    sound.ifPresent(SoundTrack::close);
  }

  private static AVRational rational(int numerator, int denominator) {
    AVRational rational = new AVRational();
    rational.num(numerator);
    rational.den(denominator);
    return rational;
  }
}
