package dev.emotion.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The memory of the programs of a network, which take turns: they ask for the same buffers in the
 * same order, and a smaller batch gets the start of a larger one's.
 */
final class Arena implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  /** What was allocated, by the address that was given out. */
  private final Map<Long, FloatPointer> owned = new HashMap<>();

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
    long beyond = block.address() % ALIGNMENT;
    FloatPointer aligned = block.getPointer((ALIGNMENT - beyond) % ALIGNMENT / Float.BYTES);
    owned.put(aligned.address(), block);
    return aligned.limit(length);
  }

  /** Gives back what {@link #allocate} gave, before the rest. */
  void free(FloatPointer allocated) {
    owned.remove(allocated.address()).close();
  }

  @Override
  public void close() {
    closed = true;
    buffers.clear();
    owned.values().forEach(FloatPointer::close);
    owned.clear();
  }
}
