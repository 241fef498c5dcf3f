package dev.emotion.track;

import dev.emotion.DetectedFace;
import dev.emotion.recognize.EmotionRecognizer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Searches whole frames for faces: a glance at the larger ones five times a second, and a thorough
 * search every second and after a cut, by the video's own time. Not thread-safe.
 */
final class FrameSearch {
  private static final long GLANCE_EVERY = 200_000;
  private static final long SEARCH_EVERY = 1_000_000;

  /** From this difference to the frame before on, it is a cut; 0 (the same) to 1 (inverted). */
  private static final double CUT = 0.1;

  /** Flicker must not make every frame a cut. */
  private static final long CUT_EVERY = 200_000;

  private final EmotionRecognizer recognizer;
  private Appearance before;
  private long nextCut = Long.MIN_VALUE;
  private long nextGlance = Long.MIN_VALUE;
  private long nextSearch = Long.MIN_VALUE;

  FrameSearch(EmotionRecognizer recognizer) {
    this.recognizer = recognizer;
  }

  /**
   * What a search of a frame gave.
   *
   * @param cut whether the frame shows something else than the one before
   * @param faces empty where it was not the frame's turn to be searched
   */
  record Found(boolean cut, Optional<List<DetectedFace>> faces) {}

  /**
   * Searches a frame, if it is its turn.
   *
   * @param image 8-bit BGR; not modified
   * @param time in microseconds of the video, later than that of the frame before
   */
  Found search(Mat image, long time) {
    boolean cut = isCut(image, time);
    if (cut || time >= nextSearch) {
      nextSearch = time + SEARCH_EVERY;
      nextGlance = time + GLANCE_EVERY;
      return new Found(cut, Optional.of(recognizer.detect(image)));
    } else if (time >= nextGlance) {
      nextGlance = time + GLANCE_EVERY;
      return new Found(cut, Optional.of(recognizer.glance(image)));
    }
    return new Found(cut, Optional.empty());
  }

  private boolean isCut(Mat image, long time) {
    Appearance now = Appearance.of(image);
    boolean cut = before != null && time >= nextCut && before.difference(now) >= CUT;
    before = now;
    if (cut) {
      nextCut = time + CUT_EVERY;
    }
    return cut;
  }
}
