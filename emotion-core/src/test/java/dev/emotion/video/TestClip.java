package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_get_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_send_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.draw.Canvas;
import dev.emotion.image.ImageFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Video files made by code, whole and broken. Every frame has a red, a green, a blue and a white
 * quarter (from the top left, row by row), so that no two of the eight ways to turn it look the
 * same, and a black bar below that says its number.
 */
final class TestClip {
  static final int WIDTH = 160;
  static final int HEIGHT = 96;
  static final int FPS = 25;

  private static final int SAMPLE_RATE = 44_100;

  private TestClip() {}

  /** The quarters of a frame. */
  enum Quarter {
    RED(0xE02020),
    GREEN(0x20C020),
    BLUE(0x2020E0),
    WHITE(0xF0F0F0);

    private final int color;

    Quarter(int color) {
      this.color = color;
    }

    /** The colour at a place of an image. */
    static Quarter at(Mat image, double x, double y) {
      int column = (int) (x * image.cols());
      int row = (int) (y * image.rows());
      try (UByteIndexer pixels = image.createIndexer()) {
        boolean blue = pixels.get(row, column, 0) > 128;
        boolean green = pixels.get(row, column, 1) > 128;
        boolean red = pixels.get(row, column, 2) > 128;
        return blue && green && red ? WHITE : blue ? BLUE : green ? GREEN : RED;
      }
    }

    /** The quarters of an image from the top left, row by row. */
    static List<Quarter> of(Mat image) {
      return List.of(
          at(image, 0.25, 0.25),
          at(image, 0.75, 0.25),
          at(image, 0.25, 0.75),
          at(image, 0.75, 0.75));
    }
  }

  /** A frame's image; the caller closes it. */
  static Mat image(int number) {
    Mat image = new Mat(HEIGHT, WIDTH, CV_8UC3);
    Canvas canvas = Canvas.on(image);
    canvas.fill(0, 0, WIDTH / 2, HEIGHT / 2, Quarter.RED.color);
    canvas.fill(WIDTH / 2, 0, WIDTH / 2, HEIGHT / 2, Quarter.GREEN.color);
    canvas.fill(0, HEIGHT / 2, WIDTH / 2, HEIGHT / 2, Quarter.BLUE.color);
    canvas.fill(WIDTH / 2, HEIGHT / 2, WIDTH / 2, HEIGHT / 2, Quarter.WHITE.color);
    canvas.fill(number * 7 % WIDTH, HEIGHT - 8, 8, 8, 0);
    return image;
  }

  static VideoInfo info() {
    return new VideoInfo("test", WIDTH, HEIGHT, FPS, Optional.empty(), false);
  }

  /** Evenly spaced frames without sound. */
  static Path mp4(Path file, int frames) {
    return mp4(file, IntStream.range(0, frames).mapToLong(i -> i * 1_000_000L / FPS).toArray());
  }

  /** Frames at given times, in microseconds. */
  static Path mp4(Path file, long... micros) {
    try (VideoRecorder recorder = new VideoRecorder(file, info(), Optional.empty())) {
      record(recorder, micros);
    }
    return file;
  }

  /** Evenly spaced frames with a tone of the same length. */
  static Path mp4WithSound(Path file, int frames) {
    SoundTrack sound = tone((double) frames / FPS);
    try (VideoRecorder recorder = new VideoRecorder(file, info(), Optional.of(sound))) {
      record(recorder, IntStream.range(0, frames).mapToLong(i -> i * 1_000_000L / FPS).toArray());
    }
    return file;
  }

  /** Evenly spaced frames with a tone that goes on after them. */
  static Path mp4WithLongSound(Path file, int frames, double seconds) {
    long[] micros = IntStream.range(0, frames).mapToLong(i -> i * 1_000_000L / FPS).toArray();
    SoundTrack sound = tone(seconds);
    sound.end(micros[frames - 1]);
    try (VideoRecorder recorder = new VideoRecorder(file, info(), Optional.of(sound))) {
      record(recorder, micros);
    }
    return file;
  }

  /** The same streams in a container of another kind. */
  static Path remuxed(Path from, Path to) {
    AVFormatContext in = new AVFormatContext(null);
    check(avformat_open_input(in, from.toString(), null, null));
    check(avformat_find_stream_info(in, (AVDictionary) null));
    AVFormatContext out = new AVFormatContext(null);
    check(avformat_alloc_output_context2(out, null, null, to.toString()));
    for (int i = 0; i < in.nb_streams(); i++) {
      AVStream stream = avformat_new_stream(out, null);
      check(avcodec_parameters_copy(stream.codecpar(), in.streams(i).codecpar()));
      stream.codecpar().codec_tag(0);
    }
    AVIOContext file = new AVIOContext(null);
    check(avio_open2(file, to.toString(), AVIO_FLAG_WRITE, null, (AVDictionary) null));
    out.pb(file);
    check(avformat_write_header(out, (AVDictionary) null));
    AVPacket packet = av_packet_alloc();
    while (av_read_frame(in, packet) >= 0) {
      int stream = packet.stream_index();
      av_packet_rescale_ts(packet, in.streams(stream).time_base(), out.streams(stream).time_base());
      check(av_interleaved_write_frame(out, packet));
    }
    check(av_write_trailer(out));
    av_packet_free(packet);
    avio_closep(file);
    avformat_free_context(out);
    avformat_close_input(in);
    return to;
  }

  private static void record(FrameSink sink, long... micros) {
    for (int i = 0; i < micros.length; i++) {
      try (Mat image = image(i)) {
        sink.write(image, micros[i]);
      }
    }
  }

  /** A tone, encoded as AAC. */
  static SoundTrack tone(double seconds) {
    AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
    AVCodecContext encoder = avcodec_alloc_context3(codec);
    encoder.sample_rate(SAMPLE_RATE);
    encoder.sample_fmt(AV_SAMPLE_FMT_FLTP);
    encoder.bit_rate(64_000);
    encoder.flags(AV_CODEC_FLAG_GLOBAL_HEADER);
    av_channel_layout_default(encoder.ch_layout(), 1);
    AVRational tick = new AVRational();
    tick.num(1);
    tick.den(SAMPLE_RATE);
    encoder.time_base(tick);
    check(avcodec_open2(encoder, codec, (AVDictionary) null));
    AVCodecParameters parameters = avcodec_parameters_alloc();
    check(avcodec_parameters_from_context(parameters, encoder));
    SoundTrack track = new SoundTrack(parameters);
    AVPacket packet = av_packet_alloc();
    AVFrame samples = av_frame_alloc();
    samples.nb_samples(encoder.frame_size());
    samples.format(AV_SAMPLE_FMT_FLTP);
    samples.sample_rate(SAMPLE_RATE);
    av_channel_layout_default(samples.ch_layout(), 1);
    check(av_frame_get_buffer(samples, 0));
    for (long at = 0; at < seconds * SAMPLE_RATE; at += encoder.frame_size()) {
      try (FloatPointer values = new FloatPointer(samples.data(0))) {
        for (int i = 0; i < encoder.frame_size(); i++) {
          values.put(i, (float) (0.3 * Math.sin((at + i) * 2 * Math.PI * 440 / SAMPLE_RATE)));
        }
      }
      samples.pts(at);
      check(avcodec_send_frame(encoder, samples));
      while (avcodec_receive_packet(encoder, packet) >= 0) {
        track.add(packet, tick, 0);
        av_packet_unref(packet);
      }
    }
    av_frame_free(samples);
    av_packet_free(packet);
    avcodec_parameters_free(parameters);
    avcodec_free_context(encoder);
    return track;
  }

  private static void check(int error) {
    if (error < 0) {
      throw new IllegalStateException(Ffmpeg.reason(error));
    }
  }

  /** A second of silence as WAV. */
  static Path wav(Path file) throws IOException {
    int bytes = SAMPLE_RATE * 2;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(SAMPLE_RATE).putInt(SAMPLE_RATE * 2);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    return Files.write(file, wav.array());
  }

  /** A bare row of JPEGs, which says nothing of times. */
  static Path mjpeg(Path file, int frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < frames; i++) {
      out.write(jpeg(i));
    }
    return Files.write(file, out.toByteArray());
  }

  static byte[] jpeg(int number) throws IOException {
    Path one = Files.createTempFile("frame", ".jpg");
    try (Mat image = image(number)) {
      ImageFiles.write(one, image);
      return Files.readAllBytes(one);
    } finally {
      Files.delete(one);
    }
  }

  /** Grey frames as YUV4MPEG2, each a little brighter than the one before. */
  static byte[] y4m(int frames) {
    return y4m(frames, "1:1");
  }

  /** The same with pixels of another shape, width to height. */
  static byte[] y4m(int frames, String aspect) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("YUV4MPEG2 W32 H16 F10:1 Ip A" + aspect + " C420jpeg XCOLORRANGE=FULL\n")
            .getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < frames; i++) {
      byte[] planes = new byte[32 * 16 * 3 / 2];
      Arrays.fill(planes, (byte) 128);
      Arrays.fill(planes, 0, 32 * 16, (byte) (40 + i));
      out.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(planes);
    }
    return out.toByteArray();
  }

  /** Writes other numbers into the transformation matrix of an MP4 file's video track. */
  static void turn(Path mp4, int a, int b, int c, int d) throws IOException {
    byte[] file = Files.readAllBytes(mp4);
    ByteBuffer numbers = ByteBuffer.wrap(file);
    // Twice: once for the time until the recording was finished.
    for (int at = indexOf(file, "tkhd", 0); at >= 0; at = indexOf(file, "tkhd", at + 4)) {
      int matrix = at + 4 + 40; // version 0: 40 bytes of other fields
      int one = 1 << 16;
      numbers.putInt(matrix, a * one).putInt(matrix + 4, b * one);
      numbers.putInt(matrix + 12, c * one).putInt(matrix + 16, d * one);
    }
    Files.write(mp4, file);
  }

  /** Moves the index of an MP4 file to its front, and cuts the file's end off. */
  static Path cutWithIndexInFront(Path mp4, double share) throws IOException {
    byte[] file = Files.readAllBytes(mp4);
    List<byte[]> boxes = new ArrayList<>();
    for (int at = 0; at < file.length; ) {
      int size = ByteBuffer.wrap(file).getInt(at);
      boxes.add(Arrays.copyOfRange(file, at, at + size));
      at += size;
    }
    byte[] moov = boxes.stream().filter(box -> indexOf(box, "moov", 4) == 4).findFirst().get();
    int shift = moov.length;
    // Every chunk lies so much later now.
    for (int at = indexOf(moov, "stco", 0); at >= 0; at = indexOf(moov, "stco", at + 4)) {
      ByteBuffer numbers = ByteBuffer.wrap(moov);
      for (int i = 0; i < numbers.getInt(at + 8); i++) {
        int entry = at + 12 + 4 * i;
        numbers.putInt(entry, numbers.getInt(entry) + shift);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(boxes.get(0)); // ftyp
    out.writeBytes(moov);
    boxes.stream().skip(1).filter(box -> indexOf(box, "moov", 4) != 4).forEach(out::writeBytes);
    byte[] whole = out.toByteArray();
    return Files.write(mp4, Arrays.copyOf(whole, (int) (whole.length * share)));
  }

  /** The coded frames of an MP4 file alone, without their times, in a file beside it. */
  static Path h264(Path mp4) throws IOException {
    Path raw = Path.of(mp4.toString().replace(".mp4", ".h264"));
    AVFormatContext in = new AVFormatContext(null);
    check(avformat_open_input(in, mp4.toString(), null, null));
    check(avformat_find_stream_info(in, (AVDictionary) null));
    AVBSFContext filter = new AVBSFContext(null);
    check(av_bsf_alloc(av_bsf_get_by_name("h264_mp4toannexb"), filter));
    avcodec_parameters_copy(filter.par_in(), in.streams(0).codecpar());
    check(av_bsf_init(filter));
    AVPacket packet = av_packet_alloc();
    try (OutputStream out = Files.newOutputStream(raw)) {
      while (av_read_frame(in, packet) >= 0) {
        check(av_bsf_send_packet(filter, packet));
        check(av_bsf_receive_packet(filter, packet));
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        out.write(bytes);
        av_packet_unref(packet);
      }
    }
    av_packet_free(packet);
    av_bsf_free(filter);
    avformat_close_input(in);
    return raw;
  }

  /** Overwrites some of the middle of a file with zeros. */
  static Path damaged(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length * 4 / 10, bytes.length * 6 / 10, (byte) 0);
    return Files.write(file, bytes);
  }

  private static int indexOf(byte[] bytes, String word, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word, from);
  }

  /** Reads all frames; the times in milliseconds. */
  static List<Long> times(FrameSource source) {
    List<Long> times = new ArrayList<>();
    try (VideoFrame frame = new VideoFrame()) {
      while (source.read(frame)) {
        times.add(Math.round(frame.timeMicros() / 1000.0));
      }
    }
    return times;
  }

  /** Part of a file. */
  static VideoSource.File part(Path file, double start, double duration) {
    return new VideoSource.File(
        file,
        Duration.ofMillis(Math.round(start * 1000)),
        duration == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Math.round(duration * 1000))),
        TimeBase.VIDEO,
        0,
        false);
  }
}
