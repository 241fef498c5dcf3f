package dev.emotion.video;

import dev.emotion.VideoException;
import java.util.Optional;

/**
 * An open video, read frame by frame on demand. One thread reads and closes it; interrupting that
 * thread ends the reading soon, also when the source hangs.
 */
public interface FrameSource extends AutoCloseable {

  /**
   * What is known of the video.
   *
   * @return the same at every call
   */
  VideoInfo info();

  /**
   * Reads the next frame; waits for it if need be.
   *
   * @param into gets picture, number and time
   * @return false if there is none: the video or the part asked for is over, or the thread is
   *     interrupted (it stays so)
   * @throws VideoException if a live source drops and isn't to be had again
   */
  boolean read(VideoFrame into);

  /**
   * Whether the file turned out to be damaged: frames were lost or repaired, or it ends too early.
   * Meaningful once {@link #read} has returned false.
   *
   * @return what is wrong; empty for a sound file and for live sources
   */
  Optional<VideoException> damage();

  /**
   * The sound, for a recording. The first call begins to keep it while frames are read; so it is
   * called before reading, and only by who takes the sound out again.
   *
   * @return empty where there is none
   */
  Optional<SoundTrack> sound();

  @Override
  void close();
}
