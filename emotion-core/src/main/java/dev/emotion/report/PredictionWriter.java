package dev.emotion.report;

import dev.emotion.ImagePrediction;

/**
 * Writes predictions picture by picture, while more are on their way. Each piece of text ends with
 * a line feed, or is empty.
 */
public sealed interface PredictionWriter permits PredictionText, PredictionJson, PredictionCsv {

  /**
   * What stands above the first picture.
   *
   * @return the text
   */
  default String header() {
    return "";
  }

  /**
   * A picture and its faces.
   *
   * @param prediction the picture
   * @return the text
   */
  String prediction(ImagePrediction prediction);

  /**
   * A picture that can't be read.
   *
   * @param image its name
   * @param reason why not, in one line
   * @return the text
   */
  String failure(String image, String reason);
}
