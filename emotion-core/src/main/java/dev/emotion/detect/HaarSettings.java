package dev.emotion.detect;

/**
 * How thoroughly {@link HaarFaceDetector} searches.
 *
 * @param scaleFactor step from one face size to the next, above 1; nearer to 1 is slower and finds
 *     more
 * @param neighbours how many overlapping hits make a face, at least 0; higher finds less, and less
 *     that is no face
 * @param minimumScore how clearly the cascade's last stage must say yes; hits below it are dropped
 * @param minimumFace side of the smallest face in pixels, at least 1; the cascade's own is 24
 */
public record HaarSettings(
    double scaleFactor, int neighbours, double minimumScore, int minimumFace) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public HaarSettings {
    if (!(scaleFactor > 1 && scaleFactor <= 2) || neighbours < 0 || minimumFace < 1) {
      throw new IllegalArgumentException(
          "scale factor "
              + scaleFactor
              + ", neighbours "
              + neighbours
              + ", minimum score "
              + minimumScore
              + ", minimum face "
              + minimumFace);
    }
  }

  /**
   * What suits most photographs. On the shared photographs it finds all 48 clear faces, with 5
   * false alarms in 13 pictures (docs/decisions/0015).
   *
   * @return the defaults
   */
  public static HaarSettings defaults() {
    return new HaarSettings(1.1, 5, 2, 30);
  }

  /**
   * The same with another smallest face.
   *
   * @param pixels side of the smallest face, at least 1
   * @return new settings
   */
  public HaarSettings withMinimumFace(int pixels) {
    return new HaarSettings(scaleFactor, neighbours, minimumScore, pixels);
  }
}
