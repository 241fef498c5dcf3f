package dev.emotion.ffmpeg;

import dev.emotion.system.NativeLibrary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;

/** FFmpeg's libraries. */
public final class FfmpegLibraries {
  /** As packaged, and as FFmpeg's own jar. */
  private static final String[] JARS = {"natives-", "ffmpeg-"};

  /** What decoding single images takes. */
  public static final NativeLibrary CODECS = new NativeLibrary(FfmpegLibraries::loadCodecs, JARS);

  /** What reading and writing video takes, cameras apart. */
  public static final NativeLibrary VIDEO = new NativeLibrary(FfmpegLibraries::loadVideo, JARS);

  private FfmpegLibraries() {}

  /**
   * The version of the native library, loading it if need be.
   *
   * @return such as {@code 8.0.1}
   * @throws dev.emotion.NativeException if it doesn't load on this platform
   */
  public static String version() {
    VIDEO.require();
    return avutil.av_version_info().getString();
  }

  private static void loadCodecs() {
    Loader.load(opencv_core.class); // frames become its images
    Loader.load(avcodec.class);
    Loader.load(swscale.class);
  }

  private static void loadVideo() {
    loadCodecs();
    Loader.load(swresample.class);
    Loader.load(avformat.class);
  }
}
