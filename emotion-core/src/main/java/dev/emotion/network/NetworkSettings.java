package dev.emotion.network;

/**
 * Which network to build.
 *
 * @param architecture its design
 * @param width channels of the first block, 1 to 512
 * @param dropout probability that a feature is dropped before the last layer while training, 0 (no
 *     dropout layer) up to but not 1
 */
public record NetworkSettings(Architecture architecture, int width, double dropout) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public NetworkSettings {
    if (width < 1 || width > 512) {
      throw new IllegalArgumentException("width " + width + ", expected 1 to 512");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout " + dropout + ", expected 0 to below 1");
    }
  }

  /**
   * The network itself.
   *
   * @param input of the faces
   * @param classes how many to tell apart
   * @return its layers
   */
  public NetworkSpec spec(InputSpec input, int classes) {
    return architecture.spec(width, dropout, input, classes);
  }
}
