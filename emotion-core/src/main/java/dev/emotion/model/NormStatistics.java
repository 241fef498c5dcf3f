package dev.emotion.model;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Means and variances of a network's batch normalisations over several batches, by the law of total
 * variance: of the values that the layers see, not of a moving average.
 */
final class NormStatistics {
  /** Far below the epsilon that the layers add. */
  private static final double MIN_VARIANCE = 1e-10;

  private final List<Norm> norms = new ArrayList<>();
  private double faces;

  /** The sums of one layer, by channel, each batch counted by its faces. */
  private record Norm(
      double decay,
      NetworkSpec.Slice mean,
      NetworkSpec.Slice spread,
      double[] means,
      double[] squaredMeans,
      double[] variances) {}

  /** For the normalisations of a network, with nothing seen yet. */
  NormStatistics(NetworkSpec spec) {
    for (NetworkSpec.Node node : spec.layers()) {
      if (node.layer() instanceof Layer.BatchNorm norm) {
        List<NetworkSpec.Slice> slices = spec.slices().get(node.name());
        NetworkSpec.Slice mean = slices.get(2);
        int channels = (int) mean.length();
        norms.add(
            new Norm(
                norm.decay(),
                mean,
                slices.get(3),
                new double[channels],
                new double[channels],
                new double[channels]));
      }
    }
  }

  /**
   * Adds a batch that has just gone through.
   *
   * @param weights of the network
   * @param changes what DL4J's updater would subtract from them: for the running values, {@code (1
   *     - decay)(running - batch)}, or the same step of the logarithm
   * @param batchSize faces of the batch
   */
  void add(INDArray weights, INDArray changes, int batchSize) {
    faces += batchSize;
    for (Norm sums : norms) {
      double decay = sums.decay;
      float[] mean = view(weights, sums.mean).toFloatVector();
      float[] spread = view(weights, sums.spread).toFloatVector();
      float[] meanChange = view(changes, sums.mean).toFloatVector();
      float[] spreadChange = view(changes, sums.spread).toFloatVector();
      for (int c = 0; c < mean.length; c++) {
        double batchMean = mean[c] - meanChange[c] / (1 - decay);
        double before = Math.pow(10, 2 * spread[c]);
        double after = Math.pow(10, 2 * ((double) spread[c] - spreadChange[c]));
        double batchVariance = Math.max(0, (after - decay * before) / (1 - decay));
        sums.means[c] += batchSize * batchMean;
        sums.squaredMeans[c] += batchSize * batchMean * batchMean;
        sums.variances[c] += batchSize * batchVariance;
      }
    }
  }

  /** Makes what was seen a network's running values; at least one batch must have been added. */
  void writeTo(INDArray weights) {
    for (Norm sums : norms) {
      float[] mean = new float[sums.means.length];
      float[] spread = new float[mean.length];
      for (int c = 0; c < mean.length; c++) {
        double average = sums.means[c] / faces;
        double between = sums.squaredMeans[c] / faces - average * average;
        double variance = Math.max(MIN_VARIANCE, sums.variances[c] / faces + Math.max(0, between));
        mean[c] = (float) average;
        spread[c] = (float) (Math.log10(variance) / 2);
      }
      assign(view(weights, sums.mean), mean);
      assign(view(weights, sums.spread), spread);
    }
  }

  private static INDArray view(INDArray all, NetworkSpec.Slice slice) {
    return all.reshape('c', new long[] {all.length()})
        .get(NDArrayIndex.interval(slice.from(), slice.from() + slice.length()));
  }

  private static void assign(INDArray parameter, float[] values) {
    try (INDArray row = Nd4j.create(values, new long[] {values.length}, 'c')) {
      parameter.assign(row);
    }
  }
}
