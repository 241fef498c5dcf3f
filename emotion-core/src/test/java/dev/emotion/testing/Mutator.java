package dev.emotion.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes damaged copies of good inputs: bits flipped, numbers replaced by those at which readers
 * err, parts cut, doubled, moved, or taken from another input. The same seed gives the same copies.
 */
public final class Mutator {
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    127,
    128,
    255,
    256,
    257,
    1000,
    4096,
    32767,
    32768,
    65535,
    65536,
    1 << 20,
    1 << 24,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    -1,
    -2,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final List<String> WORDS =
      List.of(
          "NaN",
          "Infinity",
          "-1",
          "0",
          "1e999",
          "1e1000000000",
          "2147483648",
          "9223372036854775808",
          "4294967296",
          "1073741824",
          "0.5",
          "null",
          "true",
          "\"",
          "\\",
          "{}",
          "[]",
          "[[[[[[[[",
          ",",
          ":",
          ";",
          "\n",
          "\r\n",
          "\0",
          "\uFEFF",
          "\u00E9",
          "%00",
          "%s%n",
          "../",
          "\"@class\":");

  private final Random random;
  private final List<byte[]> good;

  /**
   * A mutator.
   *
   * @param seed fixes what it makes
   * @param good inputs to begin with, at least one
   */
  public Mutator(long seed, List<byte[]> good) {
    this.random = new Random(seed);
    this.good = List.copyOf(good);
  }

  /**
   * The next input.
   *
   * @return a damaged copy of one of the good inputs
   */
  public byte[] next() {
    return mutated(good.get(random.nextInt(good.size())));
  }

  /**
   * A damaged copy.
   *
   * @param original not changed
   * @return one to twelve changes further, never the original
   */
  public byte[] mutated(byte[] original) {
    byte[] bytes = original.clone();
    int changes = random.nextInt(4) == 0 ? 1 + random.nextInt(12) : 1;
    for (int done = 0; done < changes || Arrays.equals(bytes, original); done++) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  /**
   * A random number.
   *
   * @param bound above 0
   * @return below the bound
   */
  public int number(int bound) {
    return random.nextInt(bound);
  }

  private byte[] changed(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = position(bytes);
    int length = Math.min(1 + random.nextInt(1 << random.nextInt(12)), bytes.length - at);
    switch (random.nextInt(10)) {
      case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = (byte) random.nextInt();
      case 3, 4 -> putNumber(bytes, at);
      case 5 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 6 -> {
        return replaced(bytes, at, at + length, new byte[0]);
      }
      case 7 -> {
        byte[] part = Arrays.copyOfRange(bytes, at, at + length);
        int to = position(bytes);
        return replaced(bytes, to, to, part);
      }
      case 8 -> {
        byte[] other = good.get(random.nextInt(good.size()));
        if (other.length == 0) {
          return bytes;
        }
        int from = position(other);
        int to = Math.min(other.length, from + length);
        return replaced(bytes, at, at + length, Arrays.copyOfRange(other, from, to));
      }
      default -> {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        int end = random.nextBoolean() ? at : at + length;
        return replaced(bytes, at, end, word.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes;
  }

  /** Headers are where the numbers are: every other change is near the beginning. */
  private int position(byte[] bytes) {
    return random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 200));
  }

  private void putNumber(byte[] bytes, int at) {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    int width = 1 << random.nextInt(4);
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (number >> (8 * (bigEndian ? width - 1 - i : i)));
    }
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
    byte[] result = new byte[bytes.length - (to - from) + with.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
    return result;
  }
}
