package dev.emotion.recognize;

import dev.emotion.ImageException;
import dev.emotion.ImagePrediction;

/** What became of one picture of many. */
public sealed interface ImageResult {

  /**
   * The picture was read.
   *
   * @param input the picture
   * @param prediction its faces
   */
  record Recognized(ImageInput input, ImagePrediction prediction) implements ImageResult {}

  /**
   * The picture can't be read.
   *
   * @param input the picture
   * @param fault why not
   */
  record Failed(ImageInput input, ImageException fault) implements ImageResult {}
}
