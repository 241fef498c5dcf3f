package dev.emotion.network;

import java.util.Objects;

/**
 * What one face is at some place of a network. A row of features has a height and width of 1.
 *
 * @param height pixels, at least 1
 * @param width pixels, at least 1
 * @param channels values a pixel, 1 to {@value #MAX_CHANNELS}
 */
public record Shape(int height, int width, int channels) {
  /** More than any network of the field has; a bound for files that anyone may have made. */
  public static final int MAX_CHANNELS = 1 << 16;

  private static final int MAX_SIDE = 1 << 12;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Shape {
    if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
      throw new IllegalArgumentException(
          height + " x " + width + " pixels, expected 1 to " + MAX_SIDE);
    }
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new IllegalArgumentException(channels + " channels, expected 1 to " + MAX_CHANNELS);
    }
  }

  /**
   * A row of features.
   *
   * @param length how many
   * @return the shape
   */
  public static Shape row(int length) {
    return new Shape(1, 1, length);
  }

  /**
   * How many values it has.
   *
   * @return height x width x channels
   */
  public long length() {
    return (long) height * width * channels;
  }

  /**
   * Whether it has neither height nor width.
   *
   * @return true for a row of features
   */
  public boolean isRow() {
    return height == 1 && width == 1;
  }

  /** Written out, as {@link #hashCode}: what Java makes of a record at run time takes 20 ms. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape
        && height == shape.height
        && width == shape.width
        && channels == shape.channels;
  }

  @Override
  public int hashCode() {
    return Objects.hash(height, width, channels);
  }

  @Override
  public String toString() {
    return height + " x " + width + " x " + channels;
  }
}
