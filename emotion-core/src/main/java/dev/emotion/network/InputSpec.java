package dev.emotion.network;

/**
 * How face pixels become network input: {@code x = (pixel - mean) / scale}, one grey channel. It
 * travels in the model file, so that a model is always served the way it was trained.
 *
 * @param side width and height of a face in pixels, 16 to 512
 * @param mean grey value that becomes 0, in 0..255
 * @param scale grey values that become 1, above 0
 */
public record InputSpec(int side, double mean, double scale) {

  /**
   * 48 x 48 pixels as in FER-2013. Mean and scale are round figures near those of its training
   * split (mean 129.5, standard deviation 65); the first batch normalisation makes up for the rest.
   */
  public static final InputSpec DEFAULT = new InputSpec(48, 128, 64);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public InputSpec {
    if (side < 16 || side > 512) {
      throw new IllegalArgumentException("side " + side + ", expected 16 to 512");
    }
    if (!(mean >= 0 && mean <= 255) || !(scale > 0 && scale <= 1e6)) {
      throw new IllegalArgumentException("mean " + mean + ", scale " + scale);
    }
  }

  /**
   * What the network sees of a face.
   *
   * @return side x side x 1
   */
  public Shape shape() {
    return new Shape(side, side, 1);
  }
}
