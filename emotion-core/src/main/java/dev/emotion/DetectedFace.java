package dev.emotion;

import java.util.Optional;

/**
 * A face that a detector found.
 *
 * @param box upright, about from the forehead to the chin; a leaning face is the box turned around
 *     its centre by {@link #tilt}
 * @param score how sure the detector is that it is a face, 0 to 1; 1 where it doesn't say
 * @param landmarks where the parts of the face are; empty where the detector doesn't say
 */
public record DetectedFace(FaceBox box, double score, Optional<FaceLandmarks> landmarks) {
  /**
   * Heads that lean by more degrees are turned level for the network, whose training faces lean by
   * less (docs/decisions/0021).
   */
  public static final double LEVELLED_FROM = 10;

  /**
   * Checks the score.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public DetectedFace {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score " + score + ", expected 0 to 1");
    }
  }

  /**
   * A face of which only the place is known.
   *
   * @param box where it is
   * @return the face, with score 1 and no landmarks
   */
  public static DetectedFace of(FaceBox box) {
    return new DetectedFace(box, 1, Optional.empty());
  }

  /**
   * The face with its box cut to an image.
   *
   * @param imageWidth in pixels
   * @param imageHeight in pixels
   * @return empty where nothing of the box is in the image
   */
  public Optional<DetectedFace> within(int imageWidth, int imageHeight) {
    return box.within(imageWidth, imageHeight).map(this::withBox);
  }

  /**
   * The same face, its box elsewhere.
   *
   * @param other the box
   * @return the face
   */
  public DetectedFace withBox(FaceBox other) {
    return new DetectedFace(other, score, landmarks);
  }

  /**
   * How far the head leans to a side.
   *
   * @return degrees from -180 to 180, clockwise positive; 0 without landmarks
   */
  public double roll() {
    return landmarks.map(FaceLandmarks::roll).orElse(0.0);
  }

  /**
   * By how much the box has to be turned to lean as the head does.
   *
   * @return {@link #roll} of a head that leans by more than {@link #LEVELLED_FROM}, otherwise 0
   */
  public double tilt() {
    return Math.abs(roll()) > LEVELLED_FROM ? roll() : 0;
  }
}
