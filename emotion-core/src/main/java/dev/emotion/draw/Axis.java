package dev.emotion.draw;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Values along the side of a chart: {@code low} at pixel 0, {@code high} at pixel {@code length}, a
 * tick at every multiple of {@code step}.
 *
 * @param low the least value
 * @param high the greatest, no less than {@code low}
 * @param step from tick to tick, above 0
 * @param length pixels
 */
public record Axis(double low, double high, double step, int length) {

  /**
   * An axis from a tick below all values to a tick above them.
   *
   * @param min the least value
   * @param max the greatest; a bit is added where it is the least too
   * @param length pixels
   * @return with four to ten ticks at round numbers
   */
  public static Axis around(double min, double max, int length) {
    double high = max - min < 1e-6 ? min + Math.max(1e-3, Math.abs(min) / 10) : max;
    double step = roundUp((high - min) / 6);
    return new Axis(Math.floor(min / step) * step, Math.ceil(high / step) * step, step, length);
  }

  /**
   * The least of 1, 2 and 5 times a power of ten that is no less than a value.
   *
   * @param value at least 0
   * @return 0 for 0
   */
  public static double roundUp(double value) {
    if (value == 0) {
      return 0;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double lead = value / power;
    return power * (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10);
  }

  /**
   * Where a value is.
   *
   * @param value any
   * @return pixels from the axis's beginning; the middle where the axis has one value only
   */
  public double at(double value) {
    return high == low ? length / 2.0 : (value - low) / (high - low) * length;
  }

  /**
   * The values with a tick.
   *
   * @return ascending, from {@link #low} to {@link #high}
   */
  public double[] ticks() {
    double first = Math.ceil(low / step - 1e-9);
    return DoubleStream.iterate(first, i -> i * step <= high + step * 1e-9, i -> i + 1)
        .map(i -> i * step + 0.0) // never -0
        .toArray();
  }

  /**
   * A tick's value in words.
   *
   * @param tick one of {@link #ticks}
   * @return with as many decimals as tell it from the next one
   */
  public String label(double tick) {
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + digits + "f", tick);
  }
}
