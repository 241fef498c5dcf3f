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
   * @param into gets image, number and time
   * @return false if there is none: the video or the part asked for is over, or the thread is
   *     interrupted (it stays so), or a live source dropped and isn't to be had again
   */
  boolean read(VideoFrame into);

  /**
   * What went wrong after the opening: frames were lost or repaired, a file ends too early, or a
   * live source dropped for good. Meaningful once {@link #read} has returned false.
   *
   * @return empty if nothing did
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
