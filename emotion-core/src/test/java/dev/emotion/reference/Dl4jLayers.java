package dev.emotion.reference;

import dev.emotion.network.Layer;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What each layer of a network is to DL4J. */
final class Dl4jLayers {
  private Dl4jLayers() {}

  /** What joins or reorders others' outputs, as DL4J defines it; null for other layers. */
  static GraphVertex vertex(Layer layer, Shape input) {
    if (layer instanceof Layer.Add) {
      return new ElementWiseVertex(ElementWiseVertex.Op.Add);
    } else if (layer instanceof Layer.Concatenation) {
      return new MergeVertex();
    } else if (layer instanceof Layer.Flatten) {
      return new PreprocessorVertex(
          new CnnToFeedForwardPreProcessor(input.height(), input.width(), input.channels()));
    }
    return null;
  }

  /** The layer as DL4J defines it. */
  static org.deeplearning4j.nn.conf.layers.Layer layer(Layer layer, INDArray lossWeights) {
    if (layer instanceof Layer.Convolution convolution) {
      Window window = convolution.window();
      return new ConvolutionLayer.Builder(window.height(), window.width())
          .stride(window.strideY(), window.strideX())
          .padding(window.padY(), window.padX())
          .convolutionMode(mode(window))
          .nOut(convolution.channels())
          .hasBias(convolution.bias())
          .activation(Activation.IDENTITY)
          .build();
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      Window window = depthwise.window();
      return new DepthwiseConvolution2D.Builder(window.height(), window.width())
          .stride(window.strideY(), window.strideX())
          .padding(window.padY(), window.padX())
          .convolutionMode(mode(window))
          .depthMultiplier(depthwise.multiplier())
          .hasBias(depthwise.bias())
          .activation(Activation.IDENTITY)
          .build();
    } else if (layer instanceof Layer.BatchNorm norm) {
      return new BatchNormalization.Builder().eps(norm.eps()).decay(norm.decay()).build();
    } else if (layer instanceof Layer.Relu) {
      return new ActivationLayer(Activation.RELU);
    } else if (layer instanceof Layer.Relu6) {
      return new ActivationLayer(Activation.RELU6);
    } else if (layer instanceof Layer.LeakyRelu leaky) {
      return new ActivationLayer(new ActivationLReLU(leaky.slope()));
    } else if (layer instanceof Layer.Elu) {
      return new ActivationLayer(Activation.ELU);
    } else if (layer instanceof Layer.ZeroPadding pad) {
      return new ZeroPaddingLayer.Builder(pad.top(), pad.bottom(), pad.left(), pad.right()).build();
    } else if (layer instanceof Layer.Pooling pooling) {
      Window window = pooling.window();
      SubsamplingLayer.PoolingType kind =
          switch (pooling.kind()) {
            case MAX -> SubsamplingLayer.PoolingType.MAX;
            case MEAN -> SubsamplingLayer.PoolingType.AVG;
          };
      return new SubsamplingLayer.Builder(kind)
          .kernelSize(window.height(), window.width())
          .stride(window.strideY(), window.strideX())
          .padding(window.padY(), window.padX())
          .convolutionMode(mode(window))
          .build();
    } else if (layer instanceof Layer.GlobalMean) {
      return new GlobalPoolingLayer(PoolingType.AVG);
    } else if (layer instanceof Layer.GlobalMax) {
      return new GlobalPoolingLayer(PoolingType.MAX);
    } else if (layer instanceof Layer.Dropout dropout) {
      double keep = 1 - dropout.rate();
      return dropout.channels()
          ? new DropoutLayer(new SpatialDropout(keep))
          : new DropoutLayer(keep);
    } else if (layer instanceof Layer.Dense dense) {
      return new DenseLayer.Builder()
          .nOut(dense.units())
          .hasBias(dense.bias())
          .activation(Activation.IDENTITY)
          .build();
    } else if (layer instanceof Layer.Output output) {
      return new OutputLayer.Builder(new LossMCXENT(lossWeights))
          .nOut(output.classes())
          .activation(Activation.SOFTMAX)
          .weightInit(WeightInit.XAVIER)
          .build();
    }
    throw new IllegalArgumentException("no layer of DL4J's: " + layer);
  }

  private static ConvolutionMode mode(Window window) {
    return window.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }
}
