package dev.emotion.executor;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The memory of a program, or of several that take turns: the training programs of several batch
 * sizes share one, for they ask for the same arrays in the same order, and a smaller batch gets the
 * start of a larger one's.
 */
final class Arena implements AutoCloseable {
  private final DataType type;
  private final List<INDArray> arrays = new ArrayList<>();
  private int next;

  Arena(DataType type) {
    this.type = type;
  }

  DataType type() {
    return type;
  }

  /** Begins another program. */
  void rewind() {
    next = 0;
  }

  /** Uninitialised, c-contiguous. */
  INDArray take(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    if (next == arrays.size()) {
      arrays.add(Nd4j.createUninitialized(type, length));
    } else if (arrays.get(next).length() < length) {
      throw new IllegalStateException("a batch larger than the first");
    }
    INDArray array = arrays.get(next++);
    return array.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
  }

  @Override
  public void close() {
    arrays.forEach(INDArray::close);
    arrays.clear();
  }
}
