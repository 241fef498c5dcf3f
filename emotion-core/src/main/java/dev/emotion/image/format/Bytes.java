package dev.emotion.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file; those behind its end are 0, so that a header that lies leads nowhere.
 *
 * @param file not copied
 */
record Bytes(byte[] file) {

  int length() {
    return file.length;
  }

  boolean has(long at, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < expected.length; i++) {
      if (at < 0 || at + i >= file.length || file[(int) at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  int at(long index) {
    return index >= 0 && index < file.length ? file[(int) index] & 0xFF : 0;
  }

  long bigEndian(long at, int count) {
    return number(at, count, ByteOrder.BIG_ENDIAN);
  }

  long littleEndian(long at, int count) {
    return number(at, count, ByteOrder.LITTLE_ENDIAN);
  }

  /** A number of up to eight bytes; unsigned unless it has all eight. */
  long number(long at, int count, ByteOrder order) {
    byte[] eight = new byte[8];
    int from = order == ByteOrder.BIG_ENDIAN ? 8 - count : 0;
    for (int i = 0; i < count && at >= 0 && at + i < file.length; i++) {
      eight[from + i] = file[(int) at + i];
    }
    return ByteBuffer.wrap(eight).order(order).getLong();
  }

  /** The first bytes as letters, one letter per byte. */
  String text(int count) {
    return new String(file, 0, Math.min(count, file.length), StandardCharsets.ISO_8859_1);
  }
}
