package dev.emotion.classify;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.List;

/** Anything that gives each face its class probabilities: a model, or a model seen several ways. */
public interface FaceClassifier {

  /**
   * Faces that go through a network together, at most: more are no quicker, and take memory. A call
   * may bring any number.
   */
  int MAX_BATCH = 64;

  /**
   * Up to so many faces asked about together get the answers of each alone, to the last bit; with
   * more, a network may add up in another order, and an answer differ in its seventh digit.
   */
  int EXACT_BATCH = 15;

  /**
   * The classes it tells apart.
   *
   * @return the classes, in the order of the probabilities
   */
  EmotionClasses classes();

  /**
   * The side of the faces it takes.
   *
   * @return width and height in pixels
   */
  int side();

  /**
   * Classifies faces. The answer for a face does not depend on the other faces of the call.
   *
   * @param faces any number of faces of {@link #side()} pixels
   * @return one result a face, in the same order
   * @throws IllegalArgumentException if a face has another side
   */
  List<EmotionScores> classify(List<FacePixels> faces);
}
