package dev.emotion.video;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** The sound of a source on its way to a recording, still encoded. */
public final class SoundTrack {

  SoundTrack() {}

  void add(AVPacket packet) {}
}
