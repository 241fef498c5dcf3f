package dev.emotion.video;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_free_list_devices;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_list_input_sources;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.emotion.VideoException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.ffmpeg.avdevice.AVDeviceInfoList;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * How FFmpeg opens a source.
 *
 * @param name for messages
 * @param url for FFmpeg
 * @param format the name of a capture device's format; empty where it is found out
 * @param file whether this is a file of this machine
 * @param live whether it is live for certain
 * @param timeBase where the times of a recording count from
 * @param flags of the container
 * @param options for the protocol and the format
 */
record InputOptions(
    String name,
    String url,
    String format,
    boolean file,
    boolean live,
    TimeBase timeBase,
    int flags,
    Map<String, String> options) {
  /** What should have been there. */
  String expected() {
    if (!format.isEmpty()) {
      return "a camera that isn't in use";
    }
    return file ? "a video file that FFmpeg can read" : "a video at this address";
  }

  private static final String WHITELIST = "protocol_whitelist";

  /**
   * What an address may lead to, by way of playlists too: the network, never the files of this
   * machine.
   */
  private static final String NETWORK =
      "http,https,httpproxy,crypto,tcp,tls,udp,rtp,srtp,dtls,srt,"
          + "rtmp,rtmps,rtmpt,rtmpts,rtmpe,rtmpte,ffrtmphttp,ffrtmpcrypt";

  private static final Set<String> SCHEMES =
      Set.of(
          "http", "https", "rtsp", "rtsps", "rtp", "srtp", "udp", "tcp", "tls", "srt", "rtmp",
          "rtmps", "rtmpt", "rtmpts", "rtmpe", "rtmpte");

  private static final String SECONDS_OF_LIVE_TO_EXAMINE = "2000000"; // microseconds

  static InputOptions of(VideoSource.File source) {
    Path path = source.path();
    String found = null;
    if (!Files.exists(path)) {
      found = "no such file";
    } else if (Files.isDirectory(path)) {
      found = "a folder";
    } else if (!Files.isRegularFile(path)) {
      found = "a pipe or device"; // which may block for ever
    } else if (!Files.isReadable(path)) {
      found = "no permission to read it";
    } else if (isEmpty(path)) {
      found = "an empty file";
    } else if (VideoFiles.isImage(path)) {
      throw new VideoException(
          source.name(), "a single image", "a video ('emotion predict' reads images)");
    }
    if (found != null) {
      throw new VideoException(source.name(), found, "a video file");
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put(WHITELIST, "none"); // a file leads nowhere
    if (source.fps() > 0) {
      options.put("framerate", Double.toString(source.fps()));
    }
    return new InputOptions(
        source.name(),
        "file:" + path.toAbsolutePath(),
        "",
        true,
        false,
        source.timeBase(),
        0,
        options);
  }

  private static boolean isEmpty(Path path) {
    try {
      return Files.size(path) == 0;
    } catch (IOException e) {
      return false; // FFmpeg will say what is wrong
    }
  }

  static InputOptions of(VideoSource.Stream source) {
    String scheme = source.scheme();
    if (!SCHEMES.contains(scheme)) {
      throw new VideoException(
          source.name(), "an address that begins with " + scheme, "http, https, rtsp, rtmp, srt");
    }
    checkHost(source);
    Map<String, String> options = new LinkedHashMap<>();
    options.put(WHITELIST, NETWORK);
    boolean live = !scheme.startsWith("http");
    if (live) {
      options.put("analyzeduration", SECONDS_OF_LIVE_TO_EXAMINE);
    }
    if (scheme.startsWith("rtsp")) {
      options.put("rtsp_flags", "prefer_tcp"); // loses no packets
    }
    return new InputOptions(
        source.name(), source.url(), "", false, live, source.timeBase(), 0, options);
  }

  /** Looks the host up, because FFmpeg's own look-up can't be ended in time. */
  private static void checkHost(VideoSource.Stream source) {
    String host;
    try {
      host = URI.create(source.url()).getHost();
    } catch (IllegalArgumentException e) {
      return; // FFmpeg is less strict, and may understand it
    }
    if (host == null || System.getenv("http_proxy") != null) {
      return;
    }
    CompletableFuture<Boolean> known = new CompletableFuture<>();
    Thread lookUp = new Thread(() -> known.complete(isKnown(host)), "emotion-host");
    lookUp.setDaemon(true);
    lookUp.start();
    try {
      if (known.get(MediaInput.PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (TimeoutException | ExecutionException e) {
      // Not found in time is not found.
    }
    throw new VideoException(source.name(), "unknown host " + host, "a host that can be reached");
  }

  private static boolean isKnown(String host) {
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static InputOptions of(VideoSource.Camera source) {
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
    if (system.startsWith("mac")) {
      format = "avfoundation";
      url = source.index() + ":none";
      // FFmpeg's own choice, 29.97, is a rate that most Macs' cameras refuse.
      options.putIfAbsent("framerate", "30");
    } else if (system.startsWith("windows")) {
      format = "dshow";
      url = "video=" + directShowName(source);
    } else {
      format = "video4linux2";
      url = "/dev/video" + source.index();
      if (!Files.exists(Path.of(url))) {
        throw new VideoException(source.name(), "no " + url, "a camera that is plugged in");
      }
    }
    Ffmpeg.requireCameras(source.name());
    return new InputOptions(
        source.name(), url, format, false, true, TimeBase.VIDEO, AVFMT_FLAG_NONBLOCK, options);
  }

  /** DirectShow opens cameras by name. */
  private static String directShowName(VideoSource.Camera source) {
    Ffmpeg.requireCameras(source.name());
    Ffmpeg.allow(MediaInput.PATIENCE);
    AVDeviceInfoList list = new AVDeviceInfoList(null);
    int count =
        avdevice_list_input_sources(
            av_find_input_format("dshow"), (String) null, (AVDictionary) null, list);
    try {
      int cameras = 0;
      for (int i = 0; i < count; i++) {
        if (list.devices(i).nb_media_types() > 0
            && list.devices(i).media_types().get(0) == AVMEDIA_TYPE_VIDEO
            && cameras++ == source.index()) {
          return list.devices(i).device_name().getString();
        }
      }
      throw new VideoException(
          source.name(), "only " + cameras + " cameras", "a camera that is plugged in");
    } finally {
      if (count >= 0) {
        avdevice_free_list_devices(list);
      }
    }
  }
}
