package dev.emotion.dataset;

/**
 * Says which faces a data set holds, so that a model can name what it was trained on.
 *
 * @param sha256 64 hexadecimal digits over split, label and pixels of every face, in an order that
 *     does not depend on how the faces are stored
 * @param faces the number of faces
 */
public record DatasetFingerprint(String sha256, int faces) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the hash is not 64 hexadecimal digits
   */
  public DatasetFingerprint {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("'" + sha256 + "' is not a SHA-256 in hexadecimal");
    }
  }
}
