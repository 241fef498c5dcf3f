package dev.emotion.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The memory of the programs of a network, which take turns: they ask for the same buffers in the
 * same order, and a smaller batch gets the start of a larger one's.
 */
final class Arena implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final List<FloatPointer> owned = new ArrayList<>();
  private final List<FloatPointer> buffers = new ArrayList<>();
  private int next;
  private boolean closed;

  /**
   * Begins another program.
   *
   * @throws IllegalStateException if it is closed
   */
  void rewind() {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
    next = 0;
  }

  /** Uninitialised. */
  FloatPointer take(long length) {
    if (next == buffers.size()) {
      buffers.add(allocate(length));
    } else if (buffers.get(next).limit() < length) {
      buffers.set(next, allocate(length));
    }
    FloatPointer start = buffers.get(next++).getPointer(0);
    return start.limit(length);
  }

  /** Memory of its own, which no other program gets. */
  FloatPointer allocate(long length) {
    FloatPointer block = new FloatPointer(length + ALIGNMENT / Float.BYTES);
    owned.add(block);
    long beyond = block.address() % ALIGNMENT;
    FloatPointer aligned = block.getPointer((ALIGNMENT - beyond) % ALIGNMENT / Float.BYTES);
    return aligned.limit(length);
  }

  @Override
  public void close() {
    closed = true;
    buffers.clear();
    owned.forEach(FloatPointer::close);
    owned.clear();
  }
}
