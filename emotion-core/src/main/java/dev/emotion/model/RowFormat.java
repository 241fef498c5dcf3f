package dev.emotion.model;

import dev.emotion.ModelException;
import dev.emotion.network.WeightsReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * A row of 32-bit numbers in the form of {@code Nd4j.write}, big-endian. What reads it is for files
 * of strangers: no length that they claim is believed.
 */
final class RowFormat {
  /** How ND4J marks arrays that have a data type. */
  private static final String MODE = "MIXED_DATA_TYPES";

  /** A shape is rank, lengths, strides, type, stride of elements, order. */
  private static final int BESIDE_LENGTHS_AND_STRIDES = 4;

  /** What ND4J writes of a row's shape behind its length: stride, type float, stride, order c. */
  private static final long[] ROW = {1, 8192, 1, 'c'};

  /** Bytes that are read or written at a time. */
  private static final int PART = 1 << 16;

  private RowFormat() {}

  /** Writes the values. */
  static void write(OutputStream stream, float[] values) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    writeHeader(out, 2 + ROW.length, "LONG");
    out.writeLong(1);
    out.writeLong(values.length);
    for (long number : ROW) {
      out.writeLong(number);
    }
    writeHeader(out, values.length, "FLOAT");
    ByteBuffer part = ByteBuffer.allocate(PART);
    for (int done = 0; done < values.length; done += PART / Float.BYTES) {
      int count = Math.min(PART / Float.BYTES, values.length - done);
      part.asFloatBuffer().put(values, done, count);
      out.write(part.array(), 0, count * Float.BYTES);
    }
    out.flush();
  }

  private static void writeHeader(DataOutputStream out, long length, String type)
      throws IOException {
    out.writeUTF(MODE);
    out.writeLong(length);
    out.writeUTF(type);
  }

  /**
   * Reads all of a stream.
   *
   * @param in stays the caller's to close
   * @param expected how many values there must be
   * @param where its name in messages
   * @return the values, all finite
   * @throws ModelException if it holds anything else
   * @throws UncheckedIOException if the stream fails
   */
  static float[] read(InputStream in, long expected, String where) {
    return reader(in, expected, where).next(Math.toIntExact(expected));
  }

  /**
   * Reads a stream part by part, which must end behind the last value.
   *
   * @param in stays the caller's to close
   * @param expected how many values there must be
   * @param where its name in messages
   * @return gives the values, all finite; throws as {@link #read} does
   * @throws ModelException if it begins in another way
   */
  static WeightsReader reader(InputStream in, long expected, String where) {
    DataInputStream data = new DataInputStream(in);
    long length;
    try {
      length = shape(data, where);
      if (header(data, "FLOAT", where) != length) {
        throw unreadable(where, null);
      }
    } catch (IOException e) {
      throw unreadable(where, e);
    }
    if (length != expected) {
      throw new ModelException(
          where, length + " weights", expected + " as the configuration has it");
    }
    return new Values(in, where, expected);
  }

  /** The number of values that a row or a matrix of one row says it has. */
  private static long shape(DataInputStream in, String where) throws IOException {
    long numbers = header(in, "LONG", where);
    long rank = in.readLong();
    if (rank < 1 || rank > 2 || numbers != 2 * rank + BESIDE_LENGTHS_AND_STRIDES) {
      throw unreadable(where, null);
    }
    long rows = rank == 1 ? 1 : in.readLong();
    long length = in.readLong();
    in.skipNBytes((rank + BESIDE_LENGTHS_AND_STRIDES - 1) * Long.BYTES);
    if (rows != 1) {
      throw unreadable(where, null);
    }
    return length;
  }

  private static long header(DataInputStream in, String type, String where) throws IOException {
    boolean known = in.readUTF().equals(MODE);
    long length = in.readLong();
    if (!known || !in.readUTF().equals(type)) {
      throw unreadable(where, null);
    }
    return length;
  }

  /** The values of a row, up to the end of its stream. */
  private static final class Values implements WeightsReader {
    private final InputStream in;
    private final String where;
    private final byte[] bytes = new byte[PART];
    private final float[] part = new float[PART / Float.BYTES];
    private long left;

    Values(InputStream in, String where, long length) {
      this.in = in;
      this.where = where;
      this.left = length;
    }

    @Override
    public void next(FloatBuffer into) {
      FloatBuffer rest = into.duplicate();
      left -= rest.remaining();
      try {
        while (rest.hasRemaining()) {
          int count = Math.min(part.length, rest.remaining());
          if (in.readNBytes(bytes, 0, count * Float.BYTES) < count * Float.BYTES) {
            throw unreadable(where, new EOFException());
          }
          ByteBuffer.wrap(bytes).asFloatBuffer().get(part, 0, count);
          checkFinite(count);
          rest.put(part, 0, count);
        }
        if (left == 0 && in.read() >= 0) {
          throw unreadable(where, null);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void checkFinite(int count) {
      for (int i = 0; i < count; i++) {
        if (!Float.isFinite(part[i])) {
          throw new ModelException(where, "weights that are no numbers", "numbers");
        }
      }
    }
  }

  private static ModelException unreadable(String where, IOException cause) {
    return new ModelException(
        where, "unreadable", "a row of 32-bit numbers as ND4J writes it", cause);
  }
}
