package dev.emotion.keras;

import dev.emotion.ModelException;
import dev.emotion.system.Logging;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * An HDF5 file, read by jhdf. It may come from anyone: whatever jhdf throws is a damaged file, an
 * array is read only where its bytes are in the file, and what goes round in circles is given up.
 */
final class Hdf5 {
  private static final String EXPECTED = "a Keras model that isn't damaged; save it again";

  /** A thousand times what the largest takes. */
  private static final int TIMEOUT_SECONDS = 30;

  /** Weights have four axes at most. */
  private static final int MAX_AXES = 5;

  private Hdf5() {}

  /**
   * Reads a file.
   *
   * @param bytes all of it
   * @param where its name
   * @param work what to take from it
   * @return what the work gives
   * @throws ModelException if it is damaged
   */
  static <T> T read(ByteBuffer bytes, String where, Function<Group, T> work) {
    Logging.prepare();
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              try (HdfFile file = HdfFile.fromByteBuffer(bytes)) {
                long length = file.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
                if (length > bytes.capacity()) {
                  throw new ModelException(
                      where, "cut off at " + bytes.capacity() + " bytes of " + length, EXPECTED);
                }
                return work.apply(file);
              }
            });
    Thread reader = new Thread(task, "hdf5");
    reader.setDaemon(true);
    reader.start();
    try {
      return task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      reader.interrupt();
      throw new ModelException(where, "no end in " + TIMEOUT_SECONDS + " s", EXPECTED, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(where, "interrupted", "time to read it", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ModelException fault) {
        throw fault;
      }
      // jhdf's own kinds, those of the buffers that it reads, and for structures that contain or
      // claim too much, the errors of a full stack or memory.
      throw new ModelException(
          where, "damaged HDF5 (" + e.getCause().getClass().getSimpleName() + ")", EXPECTED, e);
    }
  }

  /** An attribute that is a text. */
  static Optional<String> text(Node node, String name) {
    Attribute attribute = node.getAttribute(name);
    if (attribute == null || !(attribute.getData() instanceof String text)) {
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /**
   * An attribute that is a list of texts. Keras cuts those of more than 64 KiB in pieces, whose
   * names have a number behind, from 0. An empty list is one of numbers.
   */
  static Optional<List<String>> texts(Node node, String name) {
    if (node.getAttribute(name) != null) {
      return Optional.of(list(node.getAttribute(name)));
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; node.getAttribute(name + i) != null; i++) {
      all.addAll(list(node.getAttribute(name + i)));
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static List<String> list(Attribute attribute) {
    return attribute.getData() instanceof String[] texts ? List.of(texts) : List.of();
  }

  /**
   * An array of numbers.
   *
   * @param dataset in the file
   * @param where what to call it
   */
  static Tensor tensor(Dataset dataset, String where) {
    int[] shape = dataset.getDimensions();
    if (dataset instanceof ChunkedDataset) {
      throw new ModelException(
          where, "compressed or in chunks", "plain arrays: h5repack -l CONTI -f NONE OLD NEW");
    }
    if (shape.length > MAX_AXES) {
      throw new ModelException(where, "an array of " + shape.length + " axes", EXPECTED);
    }
    // jhdf makes an array only after it has seen that the file has the bytes.
    Object data = dataset.getDataFlat();
    if (data instanceof float[] floats) {
      return new Tensor(shape, floats);
    } else if (data instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return new Tensor(shape, floats);
    }
    throw new ModelException(
        where, "an array of " + dataset.getJavaType(), "numbers with a fraction");
  }
}
