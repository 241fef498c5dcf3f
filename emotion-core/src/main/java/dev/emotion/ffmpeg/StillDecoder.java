package dev.emotion.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.ImageException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes single images that are coded as video is, such as the tiles of a HEIC file: each a key
 * frame by itself. Not thread-safe.
 */
public final class StillDecoder implements AutoCloseable {

  /** What images are coded with. */
  public enum Coding {
    /** ISO/IEC 14496-10. */
    H264,
    /** ISO/IEC 23008-2. */
    HEVC,
    /** The Alliance for Open Media's. */
    AV1;

    private AVCodec decoder() {
      return switch (this) {
        case H264 -> avcodec_find_decoder(AV_CODEC_ID_H264);
        case HEVC -> avcodec_find_decoder(AV_CODEC_ID_HEVC);
        // FFmpeg's own decoder of AV1 works on graphics cards alone.
        case AV1 -> avcodec_find_decoder_by_name("libaom-av1");
      };
    }
  }

  /** Decoders work in whole blocks; the largest are of 128 x 128 pixels. */
  private static final long BLOCK = 128;

  /** Where not the full range is used, black is 16 and white 235. */
  private static final int STUDIO_BLACK = 16;

  private static final double STUDIO_SCALE = 255.0 / (235 - STUDIO_BLACK);

  {
    FfmpegLibraries.CODECS.require(); // before the fields below
  }

  private final String name;
  private final AVCodecContext decoder;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final PixelConverter converter = new PixelConverter();

  /**
   * Opens a decoder.
   *
   * @param name of the file, for messages
   * @param coding how the images are coded
   * @param configuration what its container says for the decoder
   * @param width of the largest image in pixels
   * @param height likewise
   * @throws ImageException if FFmpeg doesn't take it
   */
  public StillDecoder(String name, Coding coding, byte[] configuration, int width, int height) {
    this.name = name;
    FfmpegLog.begin();
    AVCodec codec = coding.decoder();
    AVCodecContext context = avcodec_alloc_context3(codec);
    BytePointer extradata =
        new BytePointer(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE));
    extradata.put(configuration);
    context.extradata(extradata); // freed with the context
    context.extradata_size(configuration.length);
    context.max_pixels((width + BLOCK) * (height + BLOCK));
    context.thread_count(1); // several images are read at a time
    context.err_recognition(AV_EF_EXPLODE); // half an image would be judged like a whole one
    int error = avcodec_open2(context, codec, (AVDictionary) null);
    if (error < 0) {
      avcodec_free_context(context);
      this.decoder = null;
      close();
      throw fault(error);
    }
    this.decoder = context;
  }

  private ImageException fault(int error) {
    return new ImageException(
        name, "pixels that can't be decoded: " + FfmpegLog.reason(error), "an intact image");
  }

  /**
   * Decodes an image to its colours.
   *
   * @param data one key frame
   * @param matrix of its colours, as ISO/IEC 23091-2 numbers them; 0 or below: as the data say
   * @param fullRange whether its black is 0; where the matrix is given
   * @return CV_8UC3, BGR; the caller closes it
   * @throws ImageException if the data are damaged
   */
  public Mat decodeColour(byte[] data, int matrix, boolean fullRange) {
    decode(data);
    int named = matrix > 0 ? matrix : frame.colorspace();
    return converted(
        PixelConverter.matrix(named, SWS_CS_DEFAULT),
        matrix >= 0 ? fullRange : Frames.isFullRange(frame),
        CV_8UC3);
  }

  /**
   * Decodes an image to its brightness.
   *
   * @param data one key frame
   * @return CV_8UC1; the caller closes it
   * @throws ImageException if the data are damaged
   */
  public Mat decodeGrey(byte[] data) {
    decode(data);
    return converted(SWS_CS_DEFAULT, Frames.isFullRange(frame), CV_8UC1);
  }

  private void decode(byte[] data) {
    FfmpegLog.begin();
    int error = av_new_packet(packet, data.length);
    if (error >= 0) {
      packet.data().put(data);
      error = avcodec_send_packet(decoder, packet);
      avcodec.av_packet_unref(packet);
    }
    if (error >= 0) {
      avcodec_send_packet(decoder, null); // no other frame comes, so this one is given out
      error = avcodec_receive_frame(decoder, frame);
      avcodec_flush_buffers(decoder);
    }
    if (error < 0) {
      throw fault(error);
    } else if (Frames.isDamaged(frame)) {
      throw new ImageException(name, "damaged pixels" + FfmpegLog.detail(), "an intact image");
    }
  }

  private Mat converted(int matrix, boolean fullRange, int type) {
    Mat result = new Mat(frame.height(), frame.width(), type);
    if (!converter.convert(frame, matrix, fullRange, result)) {
      result.close();
      throw new ImageException(name, Frames.pixels(frame), Frames.CONVERTIBLE);
    }
    if (frame.format() == AV_PIX_FMT_GRAY8 && !fullRange) { // which swscale leaves as it is
      result.convertTo(result, -1, STUDIO_SCALE, -STUDIO_BLACK * STUDIO_SCALE);
    }
    return result;
  }

  @Override
  public void close() {
    converter.close();
    av_packet_free(packet);
    av_frame_free(frame);
    if (decoder != null) {
      avcodec_free_context(decoder);
    }
  }
}
