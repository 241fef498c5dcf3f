package dev.emotion.network;

import dev.emotion.EmotionClasses;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Writes an {@link Architecture} down as a DL4J configuration of stock layers, NCHW. */
final class NetworkDefinition {
  static final String OUTPUT = "output";
  static final String FEATURES = "features";
  private static final double INITIAL_RATE = 1e-3;

  private NetworkDefinition() {}

  static ComputationGraphConfiguration of(
      NetworkSettings network,
      InputSpec input,
      EmotionClasses classes,
      OptimizerSettings optimizer,
      long seed) {
    NeuralNetConfiguration.Builder base =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater(optimizer))
            .weightInit(WeightInit.RELU)
            .convolutionMode(ConvolutionMode.Same);
    if (optimizer.weightDecay() > 0) {
      base.weightDecay(optimizer.weightDecay(), true);
    }
    GraphBuilder graph =
        base.graphBuilder()
            .addInputs("pixels")
            .setInputTypes(InputType.convolutional(input.side(), input.side(), 1));
    String last = "pixels";
    int block = 0;
    for (List<Integer> convolutions : network.architecture().blocks(network.width())) {
      block++;
      int number = 0;
      for (int channels : convolutions) {
        number++;
        last = convolution(graph, last, block + "_" + number, channels);
      }
      String pool = "pool" + block;
      graph.addLayer(
          pool,
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(2, 2)
              .stride(2, 2)
              .build(),
          last);
      last = pool;
    }
    graph.addLayer(FEATURES, new GlobalPoolingLayer(PoolingType.AVG), last);
    last = FEATURES;
    if (network.dropout() > 0) {
      // DL4J's figure is the probability to keep a value.
      graph.addLayer("dropout", new DropoutLayer(1 - network.dropout()), last);
      last = "dropout";
    }
    return graph
        .addLayer(
            OUTPUT,
            new OutputLayer.Builder(new LossMCXENT(lossWeights(optimizer)))
                .nOut(classes.count())
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build(),
            last)
        .setOutputs(OUTPUT)
        .build();
  }

  /** Convolution without bias (batch normalisation has its own), batch normalisation, ReLU. */
  private static String convolution(GraphBuilder graph, String from, String id, int channels) {
    graph.addLayer(
        "conv" + id,
        new ConvolutionLayer.Builder(3, 3)
            .nOut(channels)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        from);
    graph.addLayer("norm" + id, new BatchNormalization.Builder().build(), "conv" + id);
    graph.addLayer("relu" + id, new ActivationLayer(Activation.RELU), "norm" + id);
    return "relu" + id;
  }

  private static IUpdater updater(OptimizerSettings optimizer) {
    return switch (optimizer.method()) {
      case ADAM -> new Adam(INITIAL_RATE);
      case SGD -> new Nesterovs(INITIAL_RATE, optimizer.momentum());
    };
  }

  private static INDArray lossWeights(OptimizerSettings optimizer) {
    if (optimizer.classWeights().isEmpty()) {
      return null;
    }
    float[] weights = new float[optimizer.classWeights().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = optimizer.classWeights().get(i).floatValue();
    }
    return Nd4j.create(weights, new long[] {1, weights.length}, 'c');
  }
}
