package dev.emotion.keras;

import dev.emotion.ModelException;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.List;

/** Reads arrays, no more of them than a file can hold: in HDF5, many names may mean one array. */
final class ArrayReader {
  private final String where;
  private long left;

  /**
   * A reader.
   *
   * @param where the file's name
   * @param bytes of the file; numbers take two at least
   */
  ArrayReader(String where, long bytes) {
    this.where = where;
    this.left = bytes / Short.BYTES;
  }

  /** The arrays that a group says are its own, in its order. */
  List<Tensor> named(Group group) {
    return read(group, names(group));
  }

  /** What {@code weight_names} says. */
  static List<String> names(Group group) {
    return Hdf5.texts(group, "weight_names").orElse(List.of());
  }

  List<Tensor> read(Group group, List<String> names) {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : names) {
      Node node = group.getByPath(name);
      if (!(node instanceof Dataset dataset)) {
        throw new ModelException(where, "no array " + group.getPath() + name, KerasFile.EXPECTED);
      }
      left -= dataset.getSize();
      if (left < 0) {
        throw new ModelException(
            where, "more numbers than the file has bytes for", KerasFile.EXPECTED);
      }
      tensors.add(Hdf5.tensor(dataset, where + ":" + dataset.getPath()));
    }
    return tensors;
  }
}
