package dev.emotion.cli.benchmark;

import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.recognize.ImageResult;
import java.util.List;

/**
 * How fast images are recognised, from files to emotions.
 *
 * @param images how many were read
 * @param unreadable how many could not be
 * @param faces found in them
 * @param seconds for all
 */
public record ImagesSpeed(int images, int unreadable, int faces, double seconds) {

  /**
   * The rate.
   *
   * @return images read a second
   */
  public double imagesPerSecond() {
    return images / seconds;
  }

  /**
   * Measures it, once, without a warm-up: the caller has used the detector and the network before.
   *
   * @param recognizer what to time
   * @param inputs the images
   * @param threads how many to read at once, at least 1
   * @return the figures
   */
  public static ImagesSpeed measure(
      EmotionRecognizer recognizer, List<ImageInput> inputs, int threads) {
    int[] counts = new int[3];
    long start = System.nanoTime();
    recognizer.recognize(
        inputs,
        threads,
        result -> {
          if (result instanceof ImageResult.Recognized recognized) {
            counts[0]++;
            counts[2] += recognized.prediction().faces().size();
          } else {
            counts[1]++;
          }
          return true;
        });
    return new ImagesSpeed(counts[0], counts[1], counts[2], (System.nanoTime() - start) / 1e9);
  }
}
