package dev.emotion.engine;

import dev.emotion.network.Precision;
import dev.emotion.system.Processors;

/**
 * How much of the machine a network may take. Handed in where a network is opened, so that several
 * with different settings can live in one process.
 *
 * @param threads of an operation, at least 1. Results are bit-identical for the same number, and
 *     differ in the last digits between numbers
 * @param precision of what layers multiply
 */
public record Compute(int threads, Precision precision) {

  /**
   * In float32.
   *
   * @param threads of an operation, at least 1
   * @throws IllegalArgumentException if threads is below 1
   */
  public Compute(int threads) {
    this(threads, Precision.FP32);
  }

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if threads is below 1
   */
  public Compute {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads, expected 1 or more");
    }
  }

  /**
   * As many threads, and other numbers.
   *
   * @param other precision
   * @return the changed copy
   */
  public Compute in(Precision other) {
    return new Compute(threads, other);
  }

  /**
   * All of the machine.
   *
   * @return with {@link Processors#cores()} threads
   */
  public static Compute all() {
    return new Compute(Processors.cores());
  }
}
