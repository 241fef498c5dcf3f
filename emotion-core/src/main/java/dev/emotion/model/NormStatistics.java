package dev.emotion.model;

import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
      NetworkSpec.Slice log10Stdev,
      double[] means,
      double[] squaredMeans,
      double[] variances) {}

  /** For the normalisations of a network, with nothing seen yet. */
  NormStatistics(NetworkSpec spec) {
    Map<String, List<NetworkSpec.Slice>> slicesOf = spec.slices();
    for (NetworkSpec.Node node : spec.layers()) {
      if (node.layer() instanceof Layer.BatchNorm norm) {
        List<NetworkSpec.Slice> slices = slicesOf.get(node.name());
        NetworkSpec.Slice mean = NetworkSpec.Slice.named(slices, Weights.MEAN);
        int channels = (int) mean.length();
        norms.add(
            new Norm(
                norm.decay(),
                mean,
                NetworkSpec.Slice.named(slices, Weights.LOG10_STDEV),
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
   * @param changes what a step would subtract from them: for the running values, {@code (1 -
   *     decay)(running - batch)}, or the same step of the logarithm
   * @param batchSize faces of the batch
   */
  void add(float[] weights, float[] changes, int batchSize) {
    faces += batchSize;
    for (Norm sums : norms) {
      double decay = sums.decay;
      for (int c = 0; c < sums.means.length; c++) {
        int mean = (int) sums.mean.from() + c;
        int log10Stdev = (int) sums.log10Stdev.from() + c;
        double batchMean = weights[mean] - changes[mean] / (1 - decay);
        double before = Math.pow(10, 2 * weights[log10Stdev]);
        double after = Math.pow(10, 2 * ((double) weights[log10Stdev] - changes[log10Stdev]));
        double batchVariance = Math.max(0, (after - decay * before) / (1 - decay));
        sums.means[c] += batchSize * batchMean;
        sums.squaredMeans[c] += batchSize * batchMean * batchMean;
        sums.variances[c] += batchSize * batchVariance;
      }
    }
  }

  /** Makes what was seen a network's running values; at least one batch must have been added. */
  void writeTo(float[] weights) {
    for (Norm sums : norms) {
      for (int c = 0; c < sums.means.length; c++) {
        double average = sums.means[c] / faces;
        double between = sums.squaredMeans[c] / faces - average * average;
        double variance = Math.max(MIN_VARIANCE, sums.variances[c] / faces + Math.max(0, between));
        weights[(int) sums.mean.from() + c] = (float) average;
        weights[(int) sums.log10Stdev.from() + c] = Layer.BatchNorm.log10stdev(variance);
      }
    }
  }
}
