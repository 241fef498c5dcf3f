package dev.emotion.recognize;

import dev.emotion.ImagePrediction;

/**
 * Writes predictions image by image, while more are on their way. Each piece of text ends with a
 * line feed, or is empty.
 */
public sealed interface PredictionWriter permits PredictionText, PredictionJson, PredictionCsv {

  /**
   * What stands above the first image.
   *
   * @return the text
   */
  default String header() {
    return "";
  }

  /**
   * An image and its faces.
   *
   * @param prediction the image
   * @return the text
   */
  String prediction(ImagePrediction prediction);

  /**
   * An image that can't be read.
   *
   * @param image its name
   * @param reason why not, in one line
   * @return the text
   */
  String failure(String image, String reason);

  /**
   * What became of an image of many.
   *
   * @param result of {@link EmotionRecognizer#recognize(java.util.List, int,
   *     java.util.function.Predicate)}
   * @return {@link #prediction} or {@link #failure}
   */
  default String result(ImageResult result) {
    return result instanceof ImageResult.Recognized recognized
        ? prediction(recognized.prediction())
        : failure(
            ((ImageResult.Failed) result).input().name(),
            ((ImageResult.Failed) result).fault().getMessage());
  }
}
