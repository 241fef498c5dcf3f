package dev.emotion.dataset;

import java.util.Comparator;

/**
 * The size of an image as its source holds it.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 */
public record ImageSize(int width, int height) implements Comparable<ImageSize> {
  private static final Comparator<ImageSize> ORDER =
      Comparator.comparingInt(ImageSize::width).thenComparingInt(ImageSize::height);

  /** By width, then by height. */
  @Override
  public int compareTo(ImageSize other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
