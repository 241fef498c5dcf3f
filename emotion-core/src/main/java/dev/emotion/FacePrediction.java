package dev.emotion;

/**
 * One face found in a picture and what the model says of it.
 *
 * @param box where the face is
 * @param scores a probability for each class
 */
public record FacePrediction(FaceBox box, EmotionScores scores) {}
