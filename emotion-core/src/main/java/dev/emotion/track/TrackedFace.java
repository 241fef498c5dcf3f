package dev.emotion.track;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePrediction;

/**
 * A face in a frame of a video.
 *
 * @param track the number it keeps while it is in view; the first face of a video is 1
 * @param face where it is, or, for a short while when it is hidden, where it should be
 * @param scores a probability for each class, smoothed over its own past
 */
public record TrackedFace(int track, DetectedFace face, EmotionScores scores) {

  /**
   * Where the face is.
   *
   * @return {@code face().box()}
   */
  public FaceBox box() {
    return face.box();
  }

  /**
   * The same without its number, as of a photograph.
   *
   * @return where it is, and its scores
   */
  public FacePrediction prediction() {
    return new FacePrediction(face, scores);
  }
}
