package dev.emotion.executor;

import dev.emotion.network.NetworkSpec;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weights of one layer, and their gradients, as views into the rows of all.
 *
 * @param slices where they are
 * @param values of all weights
 * @param gradients likewise; null in inference
 */
record WeightViews(List<NetworkSpec.Slice> slices, INDArray values, INDArray gradients) {

  Parameter row(String name) {
    return get(name, 1, slice(name).length());
  }

  Parameter vector(String name) {
    return get(name, slice(name).length());
  }

  Parameter get(String name, long... shape) {
    return shaped(name, 'c', shape);
  }

  /** A matrix that lies column after column, as DL4J has those of dense layers. */
  Parameter transposed(String name, long rows, long columns) {
    return shaped(name, 'f', rows, columns);
  }

  private Parameter shaped(String name, char order, long... shape) {
    NetworkSpec.Slice slice = slice(name);
    return new Parameter(
        view(values, slice).reshape(order, shape),
        gradients == null ? null : view(gradients, slice).reshape(order, shape));
  }

  private NetworkSpec.Slice slice(String name) {
    return slices.stream().filter(slice -> slice.name().equals(name)).findFirst().orElseThrow();
  }

  private static INDArray view(INDArray all, NetworkSpec.Slice slice) {
    return Parameter.vector(all)
        .get(NDArrayIndex.interval(slice.from(), slice.from() + slice.length()));
  }
}
