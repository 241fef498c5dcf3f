package dev.emotion.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.Queue;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * The sound of a source on its way to a recording, still encoded. The thread that reads the source
 * fills it, the one that records empties it; what nobody takes is dropped when it is too much.
 */
public final class SoundTrack implements AutoCloseable {
  /** An hour of usual sound: a recording may lag behind the reading by some long stills. */
  private static final long MAX_BYTES = 64 << 20;

  /** What a packet costs beside its data. */
  private static final long PACKET_BYTES = 512;

  private final AVCodecParameters parameters = avcodec_parameters_alloc();
  private final Queue<Packet> packets = new ArrayDeque<>();
  private long bytes;
  private long lastFrameMicros = Long.MIN_VALUE;
  private boolean closed;

  /** An encoded piece of sound and when it is heard, on the same clock as the frames. */
  record Packet(AVPacket data, long timeMicros) implements AutoCloseable {
    long bytes() {
      return PACKET_BYTES + data.size();
    }

    @Override
    public void close() {
      av_packet_free(data);
    }
  }

  SoundTrack(AVCodecParameters of) {
    avcodec_parameters_copy(parameters, of);
  }

  /** How the sound is encoded; this object's own. */
  AVCodecParameters parameters() {
    return parameters;
  }

  /** Whether this track can go on with the sound of another; a closed one can't. */
  synchronized boolean sameCoding(SoundTrack other) {
    return !closed
        && parameters.codec_id() == other.parameters.codec_id()
        && parameters.sample_rate() == other.parameters.sample_rate();
  }

  /** Adds a reference to the packet's data. */
  synchronized void add(AVPacket packet, AVRational timeBase, long offsetMicros) {
    if (closed || packet.pts() == AV_NOPTS_VALUE) {
      return;
    }
    long time = Container.toMicros(packet.pts(), timeBase) + offsetMicros;
    Packet newest = new Packet(av_packet_clone(packet), time);
    packets.add(newest);
    bytes += newest.bytes();
    while (bytes > MAX_BYTES) {
      remove().close();
    }
  }

  private Packet remove() {
    Packet oldest = packets.remove();
    bytes -= oldest.bytes();
    return oldest;
  }

  /** The next packet that begins before a time; null if there is none. The taker closes it. */
  synchronized Packet takeBefore(long timeMicros) {
    Packet next = packets.peek();
    return next != null && next.timeMicros() < timeMicros ? remove() : null;
  }

  /** Says that the source was read to its end. */
  synchronized void end(long lastFrameMicros) {
    this.lastFrameMicros = lastFrameMicros;
  }

  /** Whether a frame is the source's last one, after which all the sound that is left is heard. */
  synchronized boolean endsWith(long frameMicros) {
    return lastFrameMicros == frameMicros;
  }

  /** Drops what is kept, and all that comes. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      packets.forEach(Packet::close);
      packets.clear();
      avcodec_parameters_free(parameters);
    }
  }
}
