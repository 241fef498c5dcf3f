package dev.emotion.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Means and variances of a network's batch normalisations over several batches, by the law of total
 * variance: of the values that the layers see, not of a moving average.
 */
final class NormStatistics {
  /** Far below the epsilon that the layers add. */
  private static final double SMALLEST_VARIANCE = 1e-10;

  private final List<Norm> norms = new ArrayList<>();
  private double faces;

  /** The sums of one layer, by channel, each batch counted by its faces. */
  private record Norm(String name, double[] means, double[] squaredMeans, double[] variances) {}

  /** For the normalisations of a network, with nothing seen yet. */
  NormStatistics(ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof BatchNormalization norm) {
        int channels = (int) norm.getNOut();
        norms.add(
            new Norm(
                norm.getLayerName(),
                new double[channels],
                new double[channels],
                new double[channels]));
      }
    }
  }

  /**
   * Adds a batch that has just gone through.
   *
   * @param graph its gradient vector holds what DL4J's updater would subtract from the running
   *     values: {@code (1 - decay)(running - batch)}, or the same step of the logarithm
   * @param batchSize faces of the batch
   */
  void add(ComputationGraph graph, int batchSize) {
    faces += batchSize;
    for (Norm sums : norms) {
      Layer layer = graph.getLayer(sums.name);
      BatchNormalization norm = (BatchNormalization) layer.conf().getLayer();
      double decay = norm.getDecay();
      Map<String, INDArray> changes =
          norm.initializer().getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
      String spreadName = spread(norm);
      float[] mean = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN).toFloatVector();
      float[] spread = layer.getParam(spreadName).toFloatVector();
      float[] meanChange =
          changes.get(BatchNormalizationParamInitializer.GLOBAL_MEAN).toFloatVector();
      float[] spreadChange = changes.get(spreadName).toFloatVector();
      for (int c = 0; c < mean.length; c++) {
        double batchMean = mean[c] - meanChange[c] / (1 - decay);
        double before = norm.isUseLogStd() ? Math.pow(10, 2 * spread[c]) : spread[c];
        double after =
            norm.isUseLogStd()
                ? Math.pow(10, 2 * ((double) spread[c] - spreadChange[c]))
                : (double) spread[c] - spreadChange[c];
        double batchVariance = Math.max(0, (after - decay * before) / (1 - decay));
        sums.means[c] += batchSize * batchMean;
        sums.squaredMeans[c] += batchSize * batchMean * batchMean;
        sums.variances[c] += batchSize * batchVariance;
      }
    }
  }

  /** Makes what was seen a network's running values; at least one batch must have been added. */
  void writeTo(ComputationGraph graph) {
    for (Norm sums : norms) {
      Layer layer = graph.getLayer(sums.name);
      BatchNormalization norm = (BatchNormalization) layer.conf().getLayer();
      float[] mean = new float[sums.means.length];
      float[] spread = new float[mean.length];
      for (int c = 0; c < mean.length; c++) {
        double average = sums.means[c] / faces;
        double between = sums.squaredMeans[c] / faces - average * average;
        double variance =
            Math.max(SMALLEST_VARIANCE, sums.variances[c] / faces + Math.max(0, between));
        mean[c] = (float) average;
        spread[c] = (float) (norm.isUseLogStd() ? Math.log10(variance) / 2 : variance);
      }
      assign(layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN), mean);
      assign(layer.getParam(spread(norm)), spread);
    }
  }

  private static String spread(BatchNormalization norm) {
    return norm.isUseLogStd()
        ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
        : BatchNormalizationParamInitializer.GLOBAL_VAR;
  }

  private static void assign(INDArray parameter, float[] values) {
    try (INDArray row = Nd4j.create(values, new long[] {1, values.length}, 'c')) {
      parameter.assign(row.reshape('c', parameter.shape()));
    }
  }
}
