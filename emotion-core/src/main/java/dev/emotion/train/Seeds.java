package dev.emotion.train;

/**
 * Independent seeds from one: everything random in a run is a function of the user's seed and of
 * where in the run it happens, so that a resumed run repeats what an undisturbed one does.
 */
final class Seeds {
  /** Uses of randomness, so that two of them never share numbers. */
  enum Use {
    WEIGHTS,
    SHUFFLE,
    DROPOUT,
    AUGMENT,
    STATISTICS
  }

  private Seeds() {}

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over all parts. */
  @SuppressWarnings("EnumOrdinal") // the order of the uses is part of every seed; new ones go last
  static long of(long seed, Use use, long... place) {
    long mixed = mix(seed + use.ordinal() * 0x9E3779B97F4A7C15L);
    for (long part : place) {
      mixed = mix(mixed + 0x9E3779B97F4A7C15L * (part + 1));
    }
    return mixed;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
