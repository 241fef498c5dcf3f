package dev.emotion.network;

import java.util.Locale;

/** The numbers that a network's layers multiply. Weights and sums are float32 in any case. */
public enum Precision {
  /** IEEE single precision: the same answers, to the last digits, on every machine. */
  FP32,
  /**
   * bfloat16, float32's range with 8 significant bits: about twice as fast where the CPU multiplies
   * it (AVX-512 BF16, AMX).
   */
  BF16;

  /**
   * The name in options and files.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
